#include "media/player.h"

#include <algorithm>
#include <cstring>

#include "board/board.h"
#include "dsp/g711.h"

namespace callbox::media {
namespace {

constexpr size_t kEndless = SIZE_MAX;

} // namespace

bool isPlayable(const PlayList &list) {
    if (list.items.empty() || list.items.size() > kMaxPlayItems)
        return false;
    return std::all_of(list.items.begin(), list.items.end(), [](const PlayItem &item) {
        if (item.kind == PlayItem::Kind::kPrompt)
            return item.prompt != nullptr && !item.prompt->alaw.empty();
        return item.kind != PlayItem::Kind::kTone || static_cast<int>(item.tone) < dsp::kToneCount;
    });
}

void Player::start(std::unique_ptr<PlayList> list, const dsp::TonePlan &plan) {
    list_ = std::move(list);
    plan_ = &plan;
    enterItem(0);
}

std::unique_ptr<PlayList> Player::stop() { return std::move(list_); }

void Player::enterItem(size_t item) {
    if (item == list_->items.size() && list_->loop)
        item = 0;
    item_ = item;
    at_ = 0;
    if (finished())
        return;
    const PlayItem &now = list_->items[item_];
    if (now.kind == PlayItem::Kind::kPrompt)
        length_ = now.prompt->alaw.size();
    else
        length_ = now.ms == 0 ? kEndless : size_t{now.ms} * (board::kSampleRateHz / 1000);
    if (now.kind == PlayItem::Kind::kTone)
        tone_.start((*plan_)[now.tone]);
}

int Player::fill(uint8_t *out, int samples) {
    int done = 0;
    while (done < samples && !finished()) {
        const PlayItem &now = list_->items[item_];
        const size_t piece = std::min({static_cast<size_t>(samples - done), length_ - at_,
                                       static_cast<size_t>(board::kMaxBlockSamples)});
        if (now.kind == PlayItem::Kind::kPrompt) {
            std::memcpy(out + done, now.prompt->alaw.data() + at_, piece);
        } else if (now.kind == PlayItem::Kind::kTone) {
            int16_t linear[board::kMaxBlockSamples];
            tone_.generate(linear, static_cast<int>(piece));
            dsp::linearToAlaw(linear, out + done, piece);
        } else {
            std::memset(out + done, board::kAlawSilence, piece);
        }
        done += static_cast<int>(piece);
        if (length_ != kEndless)
            at_ += piece;
        if (at_ == length_)
            enterItem(item_ + 1);
    }
    return done;
}

} // namespace callbox::media
