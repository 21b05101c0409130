// Finds timeslots that neither carry a live call nor are idle, and says when to try what about them.
//
// Lines that lose messages leave timeslots behind: a RELEASE that nobody answers, a RESTART that nobody
// acknowledges, a call that one of both ends has forgotten. Here each is put right by RESTART (ITU-T Q.931
// §5.5), after 60 s again, then 2, 4 .. 60 min; who restarts one at a time is the caller's business.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace callbox::isdn {

enum class Finding : uint8_t {
    kWell,
    kReleaseUnanswered, // RELEASE twice without RELEASE COMPLETE (Q.931 §5.3.3: maintenance condition)
    kRestartUnanswered, // RESTART without RESTART ACKNOWLEDGE (§5.5.1: out of service)
    kCallLost,          // held by a call that is no longer known
    kNoCall,            // the two rooms disagree on who holds it
};

const char *reasonOf(Finding finding);

class ChannelAudit {
  public:
    static constexpr int64_t kPeriodUs = 60'000'000;
    static constexpr int64_t kFirstRetryUs = 60'000'000;
    static constexpr int64_t kLongestRetryUs = 3'600'000'000;

    /// What a look each kPeriodUs saw. Found twice in a row under the same holder, it is stuck: true.
    bool look(int timeslot, Finding finding, uint32_t holder, int64_t nowUs);
    /// It is stuck from here on, the first try is due at once; one that is stuck already stays on its
    /// schedule.
    void suspect(int timeslot, Finding finding, int64_t nowUs);
    void healed(int timeslot) { rows_[index(timeslot)] = Row{}; }
    bool stuck(int timeslot) const { return rows_[index(timeslot)].stuck; }
    bool anyStuck() const;

    struct Try {
        int timeslot = 0; // 0: none is due
        Finding finding = Finding::kWell;
        uint32_t nextTryMs = 0;
    };
    /// The try that has waited longest; the next one of this timeslot is set.
    Try takeDue(int64_t nowUs);
    /// Microseconds until takeDue has one, -1: none is stuck.
    int64_t dueInUs(int64_t nowUs) const;

  private:
    struct Row {
        Finding finding = Finding::kWell;
        uint32_t holder = 0; // under which it was seen
        bool stuck = false;
        int64_t dueUs = 0, pauseUs = 0;
    };
    static size_t index(int timeslot) { return static_cast<size_t>(timeslot); }
    std::array<Row, 32> rows_{};
};

} // namespace callbox::isdn
