#include "isdn/timeslots.h"

namespace callbox::isdn {

void Timeslots::release(int timeslot, uint32_t holder) {
    if (exists(timeslot) && holders_[index(timeslot)] == holder) {
        holders_[index(timeslot)] = 0;
    }
}

} // namespace callbox::isdn
