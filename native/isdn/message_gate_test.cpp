#include "isdn/message_gate.h"

#include <doctest/doctest.h>

using callbox::isdn::Admission;
using callbox::isdn::admit;
using callbox::isdn::Q931Message;

namespace {

Q931Message message(uint8_t type, uint16_t reference, bool toOriginator, int referenceOctets = 2) {
    Q931Message made;
    made.type = type;
    made.reference = reference;
    made.toOriginator = toOriginator;
    made.referenceOctets = referenceOctets;
    return made;
}

} // namespace

TEST_CASE("what may reach libpri: Q.931 §5.8.3 as a table") {
    struct Row {
        const char *what;
        Q931Message message;
        bool whole, known;
        Admission admission;
    };
    const Row rows[] = {
        {"a good SETUP", message(0x05, 7, false), true, false, Admission::kPass},
        {"a SETUP cut short", message(0x05, 7, false), false, false, Admission::kIgnore},
        {"a SETUP with the flag set", message(0x05, 7, true), true, false, Admission::kIgnore},
        {"a SETUP again", message(0x05, 7, false), true, true, Admission::kPass},
        {"CONNECT of a live call", message(0x07, 7, true), true, true, Admission::kPass},
        {"CONNECT of a live call, cut", message(0x07, 7, true), false, true, Admission::kPass},
        {"CONNECT of no call", message(0x07, 7, true), true, false, Admission::kAnswerUnknown},
        {"NOTIFY of no call", message(0x6E, 7, false), true, false, Admission::kAnswerUnknown},
        {"STATUS of no call", message(0x7D, 7, false), true, false, Admission::kAnswerUnknown},
        {"RELEASE of no call", message(0x4D, 7, false), true, false, Admission::kAnswerUnknown},
        {"RELEASE COMPLETE of no call", message(0x5A, 7, false), true, false, Admission::kIgnore},
        {"an unknown message of no call", message(0x99, 7, false), false, false, Admission::kAnswerUnknown},
        {"RESTART", message(0x46, 0, false), true, false, Admission::kPass},
        {"RESTART cut short", message(0x46, 0, false), false, false, Admission::kIgnore},
        {"RESTART ACKNOWLEDGE", message(0x4E, 0, true), true, false, Admission::kPass},
        {"SETUP with the global reference", message(0x05, 0, false), true, false, Admission::kIgnore},
        {"RELEASE with the global reference", message(0x4D, 0, false), true, false, Admission::kIgnore},
        {"FACILITY with the dummy reference", message(0x62, 0, false, 0), true, false, Admission::kPass},
        {"SETUP with the dummy reference", message(0x05, 0, false, 0), true, false, Admission::kIgnore},
    };
    for (const Row &row : rows) {
        CAPTURE(row.what);
        CHECK(admit(row.message, row.whole, row.known) == row.admission);
    }
}
