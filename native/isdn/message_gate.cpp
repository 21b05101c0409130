#include "isdn/message_gate.h"

namespace callbox::isdn {
namespace {

enum Type : uint8_t { // ITU-T Q.931 table 4-2
    kSetup = 0x05,
    kRestart = 0x46,
    kRestartAcknowledge = 0x4E,
    kReleaseComplete = 0x5A,
    kFacility = 0x62,
    kStatus = 0x7D,
};

bool belongsToAll(uint8_t type) { // §4.3: the global call reference
    return type == kRestart || type == kRestartAcknowledge || type == kStatus;
}

} // namespace

Admission admit(const Q931Message &message, bool whole, bool known) {
    if (message.referenceOctets == 0) { // the dummy reference: QSIG's components without a call
        return whole && message.type == kFacility ? Admission::kPass : Admission::kIgnore;
    }
    if (message.reference == 0) {
        return whole && belongsToAll(message.type) ? Admission::kPass : Admission::kIgnore;
    }
    if (known) {
        return Admission::kPass; // libpri knows what to make of it in each state
    }
    if (message.type == kSetup) { // §5.8.3.2 c: one with the flag set is nobody's
        return whole && !message.toOriginator ? Admission::kPass : Admission::kIgnore;
    }
    return message.type == kReleaseComplete ? Admission::kIgnore : Admission::kAnswerUnknown; // §5.8.3.2 d, a
}

} // namespace callbox::isdn
