// Calls that go wrong, one way each, among others that don't: real libpri at both ends. What the box saw of
// its D-channel, and what was injected, is kept in traces/failed; `npm run bench ladder` asks the ladder for
// it.
#pragma once

#include <string>
#include <vector>

namespace callbox::test {

/// Names of all, in their order.
std::vector<std::string> failedCalls();

/// Plays one and tells it as lines of text:
/// "# what it is"
/// "call DIRECTION TIMESLOT CALLING CALLED STARTED_US ANSWERED_US ENDED_US CAUSE BY" ("-": never)
/// "fault NAME sent|received|box AT_US": the arrow that must be found first; "fault none": all is well
/// "AT_US < HEX" a frame that the box sent, "AT_US > HEX" one that it received
/// "AT_US alarm LOS on|off"
/// Times are of the rig's clock.
std::vector<std::string> playFailedCall(const std::string &name);

} // namespace callbox::test
