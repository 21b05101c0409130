// Which timeslots a technician keeps from new calls. Local: EuroISDN has no messages for it.
#pragma once

#include <array>
#include <cstddef>

#include "isdn/pri_span.h"
#include "isdn/timeslots.h"

namespace callbox::isdn {

/// (service, asked, busy) -> service; (draining, its call has ended) -> blocked.
class ChannelService {
  public:
    Service of(int timeslot) const {
        return Timeslots::exists(timeslot) ? services_[index(timeslot)] : Service::kBlocked;
    }
    bool open(int timeslot) const { return of(timeslot) == Service::kInService; }
    /// Returns what it is from here on. An idle timeslot has nothing to drain.
    Service set(int timeslot, Service asked, bool busy) {
        services_[index(timeslot)] = asked == Service::kDraining && !busy ? Service::kBlocked : asked;
        return of(timeslot);
    }
    /// True if that made it blocked.
    bool callEnded(int timeslot) {
        if (!Timeslots::exists(timeslot) || of(timeslot) != Service::kDraining) {
            return false;
        }
        services_[index(timeslot)] = Service::kBlocked;
        return true;
    }

  private:
    static size_t index(int timeslot) { return static_cast<size_t>(timeslot); }
    std::array<Service, 32> services_{};
};

} // namespace callbox::isdn
