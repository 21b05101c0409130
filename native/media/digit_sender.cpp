#include "media/digit_sender.h"

#include <algorithm>

#include "board/board.h"
#include "dsp/dtmf.h"
#include "dsp/g711.h"

namespace callbox::media {

bool DigitSender::put(std::string_view digits) {
    if (digits.size() > kMaxQueuedDigits - size_ ||
        !std::all_of(digits.begin(), digits.end(), [](char digit) { return dsp::dtmfIndex(digit) >= 0; }))
        return false;
    for (const char digit : digits)
        waiting_[(first_ + size_++) % kMaxQueuedDigits] = digit;
    return true;
}

int DigitSender::fill(uint8_t *out, int samples) {
    int done = 0;
    while (done < samples) {
        if (!generator_.sounding()) {
            if (size_ == 0)
                break;
            generator_.start(waiting_[first_]);
            first_ = (first_ + 1) % kMaxQueuedDigits;
            --size_;
        }
        int16_t linear[board::kMaxBlockSamples];
        const int piece = generator_.generate(linear, std::min(samples - done, board::kMaxBlockSamples));
        dsp::linearToAlaw(linear, out + done, static_cast<size_t>(piece));
        done += piece;
    }
    return done;
}

} // namespace callbox::media
