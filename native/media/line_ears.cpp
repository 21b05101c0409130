#include "media/line_ears.h"

#include <algorithm>
#include <cstdlib>

#include "dsp/g711.h"

namespace callbox::media {
namespace {

constexpr int kQuietPeak = 64;       // 16-bit steps, -51 dBm0: no caller ID is so faint
constexpr int kQuietBlocksHeard = 5; // so that a burst's end is heard, then the receivers rest

} // namespace

LineEars::LineEars(const std::vector<board::Channel> &channels, const dsp::ToneSpec &dialTone,
                   LineEarsOutput &output)
    : dialTone_(dialTone), output_(output) {
    for (board::ChannelIndex index = 0; index < channels.size(); ++index) {
        if (channels[index].kind != board::ChannelKind::kFxo)
            continue;
        ears_.emplace_back();
        ears_.back().channel = index;
    }
}

void LineEars::listen(board::ChannelIndex channel, ListenFor what) {
    const auto ear = std::find_if(ears_.begin(), ears_.end(),
                                  [channel](const Ear &candidate) { return candidate.channel == channel; });
    if (ear == ears_.end())
        return;
    ear->what = what;
    ear->wanted = false; // whoever closed the channel has told the board that nobody wants it
    ear->quietBlocks = 0;
    ear->callerId.reset();
    if (what == ListenFor::kDialTone)
        ear->dial.start(dialTone_);
}

void LineEars::process(board::Board &board) {
    const int count = board.blockSamples();
    for (Ear &ear : ears_) {
        if (ear.what == ListenFor::kNothing)
            continue;
        if (!ear.wanted) {
            board.use(ear.channel, true);
            ear.wanted = true;
        }
        int16_t linear[board::kMaxBlockSamples];
        dsp::alawToLinear(board.rx(ear.channel), linear, static_cast<size_t>(count));
        hear(ear, linear, count);
    }
}

void LineEars::hear(Ear &ear, const int16_t *linear, int count) {
    if (ear.what == ListenFor::kDialTone) {
        if (ear.dial.process(linear, count)) {
            ear.what = ListenFor::kNothing;
            output_.dialTone(ear.channel);
        }
        return;
    }
    const bool quiet =
        std::all_of(linear, linear + count, [](int16_t sample) { return std::abs(sample) < kQuietPeak; });
    ear.quietBlocks = quiet ? std::min(ear.quietBlocks + 1, kQuietBlocksHeard + 1) : 0;
    if (ear.quietBlocks > kQuietBlocksHeard)
        return;
    char digits[dsp::QuietLineDtmf::kMaxDigits];
    int heard = 0;
    if (const dsp::FskBurst *burst = ear.callerId.process(linear, count, digits, heard))
        output_.callerIdBurst(ear.channel, *burst);
    for (int i = 0; i < heard; ++i)
        output_.callerIdDigit(ear.channel, digits[i], ear.callerId.digitDbm0());
}

} // namespace callbox::media
