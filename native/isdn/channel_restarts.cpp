#include "isdn/channel_restarts.h"

#include <algorithm>

namespace callbox::isdn {

void ChannelRestarts::forgetAll() {
    waiting_ = 0;
    out_ = 0;
}

int ChannelRestarts::takeNext(int64_t nowUs) {
    if (out_ != 0 || waiting_ == 0) {
        return 0;
    }
    for (int step = 1; out_ == 0; ++step) {
        const int timeslot = rising_ ? step : 32 - step;
        out_ = (waiting_ & bit(timeslot)) != 0 ? timeslot : 0;
    }
    forget(out_);
    sentUs_ = nowUs;
    return out_;
}

void ChannelRestarts::acknowledged(int timeslot) { out_ = out_ == timeslot ? 0 : out_; }

void ChannelRestarts::lost() {
    if (out_ != 0) {
        add(out_);
        out_ = 0;
    }
}

int ChannelRestarts::takeLate(int64_t nowUs) {
    if (out_ == 0 || nowUs - sentUs_ < kAckWithinUs) {
        return 0;
    }
    const int late = out_;
    out_ = 0;
    return late;
}

int64_t ChannelRestarts::dueInUs(int64_t nowUs) const {
    return out_ == 0 ? -1 : std::max<int64_t>(0, sentUs_ + kAckWithinUs - nowUs);
}

} // namespace callbox::isdn
