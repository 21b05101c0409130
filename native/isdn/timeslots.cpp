#include "isdn/timeslots.h"

namespace callbox::isdn {

void Timeslots::release(int timeslot, uint32_t holder) {
    if (exists(timeslot) && holders_[index(timeslot)] == holder) {
        holders_[index(timeslot)] = 0;
    }
}

int Timeslots::findIdle(From from) const {
    for (int step = 1; step <= 31; ++step) {
        const int timeslot = from == From::kLowest ? step : 32 - step;
        if (idle(timeslot)) {
            return timeslot;
        }
    }
    return kNoTimeslot;
}

} // namespace callbox::isdn
