#include "media/line_adjustments.h"

#include <algorithm>
#include <cstring>

#include "dsp/g711.h"

namespace callbox::media {

LineAdjustments::LineAdjustments(size_t channels, int blockSamples)
    : blockSamples_(static_cast<size_t>(blockSamples)), adjustments_(channels), rx_(channels) {
    adjusted_.reserve(channels);
}

bool LineAdjustments::set(ChannelIndex channel, std::unique_ptr<LineAdjustment> &adjustment) {
    if (channel >= adjustments_.size())
        return false;
    if (adjustments_[channel] != nullptr && adjustment == nullptr)
        adjusted_.erase(std::find(adjusted_.begin(), adjusted_.end(), channel));
    else if (adjustments_[channel] == nullptr && adjustment != nullptr)
        adjusted_.push_back(channel);
    if (adjustment != nullptr)
        adjustment->sent.fill(board::kAlawSilence);
    adjustments_[channel].swap(adjustment);
    return true;
}

const uint8_t *const *LineAdjustments::received(const uint8_t *const *rx) {
    std::copy_n(rx, rx_.size(), rx_.begin());
    for (const ChannelIndex channel : adjusted_) {
        LineAdjustment &adjustment = *adjustments_[channel];
        if (adjustment.echo != nullptr) {
            cancelEcho(adjustment, rx[channel]);
            adjustment.receive.apply(adjustment.received.data(), adjustment.received.data(), blockSamples_);
        } else {
            adjustment.receive.apply(rx[channel], adjustment.received.data(), blockSamples_);
        }
        rx_[channel] = adjustment.received.data();
    }
    return rx_.data();
}

/// What comes in with this block can only be the echo of blocks before it.
void LineAdjustments::cancelEcho(LineAdjustment &adjustment, const uint8_t *rx) const {
    int16_t received[board::kMaxBlockSamples], sent[board::kMaxBlockSamples],
        cleaned[board::kMaxBlockSamples];
    dsp::alawToLinear(rx, received, blockSamples_);
    dsp::alawToLinear(adjustment.sent.data(), sent, blockSamples_);
    adjustment.echo->process(received, sent, cleaned);
    dsp::linearToAlaw(cleaned, adjustment.received.data(), blockSamples_);
}

void LineAdjustments::send(uint8_t *const *tx) {
    for (const ChannelIndex channel : adjusted_) {
        LineAdjustment &adjustment = *adjustments_[channel];
        if (!adjustment.send.isUnity())
            adjustment.send.apply(tx[channel], tx[channel], blockSamples_);
        std::memcpy(adjustment.sent.data(), tx[channel], blockSamples_);
    }
}

} // namespace callbox::media
