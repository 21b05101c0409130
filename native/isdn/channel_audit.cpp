#include "isdn/channel_audit.h"

#include <algorithm>

namespace callbox::isdn {

const char *reasonOf(Finding finding) {
    switch (finding) {
    case Finding::kWell:
        return "";
    case Finding::kReleaseUnanswered:
        return "release-unanswered";
    case Finding::kRestartUnanswered:
        return "restart-unanswered";
    case Finding::kCallLost:
        return "call-lost";
    case Finding::kNoCall:
        return "no-call";
    }
    return "";
}

bool ChannelAudit::look(int timeslot, Finding finding, uint32_t holder, int64_t nowUs) {
    Row &row = rows_[index(timeslot)];
    if (row.stuck) {
        return false;
    }
    const bool again = finding != Finding::kWell && row.finding == finding && row.holder == holder;
    row.finding = finding;
    row.holder = holder;
    if (again) {
        suspect(timeslot, finding, nowUs);
    }
    return again;
}

void ChannelAudit::suspect(int timeslot, Finding finding, int64_t nowUs) {
    Row &row = rows_[index(timeslot)];
    row.finding = finding;
    if (row.stuck) {
        return;
    }
    row.stuck = true;
    row.dueUs = nowUs;
    row.pauseUs = kFirstRetryUs;
}

bool ChannelAudit::anyStuck() const {
    return std::any_of(rows_.begin(), rows_.end(), [](const Row &row) { return row.stuck; });
}

ChannelAudit::Try ChannelAudit::takeDue(int64_t nowUs) {
    Row *oldest = nullptr;
    for (Row &row : rows_) {
        if (row.stuck && row.dueUs <= nowUs && (oldest == nullptr || row.dueUs < oldest->dueUs)) {
            oldest = &row;
        }
    }
    if (oldest == nullptr) {
        return {};
    }
    const int64_t pauseUs = oldest->pauseUs;
    oldest->dueUs = nowUs + pauseUs;
    oldest->pauseUs = std::min(2 * pauseUs, kLongestRetryUs);
    return {static_cast<int>(oldest - rows_.data()), oldest->finding, static_cast<uint32_t>(pauseUs / 1'000)};
}

int64_t ChannelAudit::dueInUs(int64_t nowUs) const {
    int64_t dueInUs = -1;
    for (const Row &row : rows_) {
        if (row.stuck) {
            const int64_t rowUs = std::max<int64_t>(0, row.dueUs - nowUs);
            dueInUs = dueInUs < 0 ? rowUs : std::min(dueInUs, rowUs);
        }
    }
    return dueInUs;
}

} // namespace callbox::isdn
