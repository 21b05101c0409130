// Which messages reach libpri, and as what (ITU-T Q.931 §5.8: handling of error conditions).
//
// libpri makes a record for every call reference it hears, and in several error cases keeps it for ever: a
// NOTIFY, a STATUS without its state or a message that is cut short, each for a call nobody knows. So the
// door is watched: a message for an unknown call is a good SETUP, or it is ignored or answered as one that
// means nothing, and leaves nothing behind.
#pragma once

#include <cstddef>
#include <cstdint>

#include "isdn/q931_decoder.h"

namespace callbox::isdn {

enum class Admission : uint8_t {
    kPass,
    kIgnore,
    kAnswerUnknown, // RELEASE COMPLETE with cause 81 (§5.8.3.2 a): libpri is given a RELEASE in its place
};

/// `whole`: the message could be decoded to its end. `known`: its call reference is one of ours or theirs.
Admission admit(const Q931Message &message, bool whole, bool known);

} // namespace callbox::isdn
