#include "media/listening.h"

#include "media/media.h"

namespace callbox::media {

Listening::Listening(const dsp::TonePlan &) {}

bool Listening::watch(uint8_t what) {
    if ((what & ~kHearAll) != 0)
        return false;
    watched_ = what;
    return true;
}

void Listening::hear(ChannelIndex, const int16_t *, int, Output &) {}

} // namespace callbox::media
