#include "isdn/channel_audit.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "isdn/channel_service.h"

using namespace callbox::isdn;

namespace {
constexpr int64_t kMinuteUs = 60'000'000;
}

TEST_CASE("stuck: the same finding under the same holder in two looks") {
    ChannelAudit audit;
    CHECK_FALSE(audit.look(5, Finding::kReleaseUnanswered, 7, 0));
    CHECK_FALSE(audit.look(5, Finding::kReleaseUnanswered, 9, kMinuteUs)); // the next call on it
    CHECK_FALSE(audit.look(5, Finding::kNoCall, 9, 2 * kMinuteUs));        // something else
    CHECK_FALSE(audit.look(5, Finding::kWell, 9, 3 * kMinuteUs));
    CHECK_FALSE(audit.look(5, Finding::kNoCall, 9, 4 * kMinuteUs));
    CHECK_FALSE(audit.stuck(5));
    CHECK(audit.look(5, Finding::kNoCall, 9, 5 * kMinuteUs));
    CHECK(audit.stuck(5));
    CHECK_FALSE(audit.look(5, Finding::kNoCall, 9, 6 * kMinuteUs)); // told once
    CHECK_FALSE(audit.stuck(6));
}

TEST_CASE("tries back off from one minute to sixty, the oldest first, until it is healed") {
    ChannelAudit audit;
    CHECK(audit.dueInUs(0) == -1);
    CHECK(audit.takeDue(0).timeslot == 0);
    audit.suspect(5, Finding::kReleaseUnanswered, 0);
    audit.suspect(3, Finding::kRestartUnanswered, 1);
    CHECK(audit.dueInUs(0) == 0);
    CHECK(audit.takeDue(10).timeslot == 5);
    const ChannelAudit::Try second = audit.takeDue(10);
    CHECK(second.timeslot == 3);
    CHECK(second.finding == Finding::kRestartUnanswered);
    CHECK(audit.takeDue(10).timeslot == 0);
    audit.healed(3);
    CHECK_FALSE(audit.stuck(3));
    std::vector<uint32_t> minutes;
    for (int64_t nowUs = 10; minutes.size() < 8; nowUs += kMinuteUs) {
        const ChannelAudit::Try due = audit.takeDue(nowUs);
        if (due.timeslot != 0) {
            minutes.push_back(due.nextTryMs / 60'000);
        }
    }
    CHECK(minutes == std::vector<uint32_t>{2, 4, 8, 16, 32, 60, 60, 60});
    audit.suspect(5, Finding::kRestartUnanswered, 0); // stays on its schedule, with what was found last
    CHECK(audit.dueInUs(0) > 0);
    CHECK(audit.anyStuck());
    audit.healed(5);
    CHECK_FALSE(audit.anyStuck());
    CHECK(std::string(reasonOf(Finding::kRestartUnanswered)) == "restart-unanswered");
}

TEST_CASE("service: (asked, busy) and the end of a call, as a table") {
    ChannelService service;
    CHECK(service.of(16) == Service::kBlocked); // none
    CHECK(service.of(-1) == Service::kBlocked);
    CHECK(service.open(5));
    CHECK(service.set(5, Service::kDraining, true) == Service::kDraining);
    CHECK_FALSE(service.open(5));
    CHECK(service.callEnded(5));
    CHECK(service.of(5) == Service::kBlocked);
    CHECK_FALSE(service.callEnded(5));
    CHECK(service.set(5, Service::kInService, false) == Service::kInService);
    CHECK(service.set(5, Service::kDraining, false) == Service::kBlocked);
    CHECK(service.set(6, Service::kBlocked, true) == Service::kBlocked);
    CHECK_FALSE(service.callEnded(7));
    CHECK_FALSE(service.callEnded(0));
}
