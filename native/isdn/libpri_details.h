// Between libpri's ways of saying who calls whom, and ours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "isdn/call_details.h"
#include "isdn/libpri_api.h"
#include "isdn/pri_span.h"

namespace callbox::isdn {

/// Type and plan as octet 3 of a number has them (ITU-T Q.931 §4.5.10), without the extension bit.
int planCode(NumberType type, NumberPlan plan);
NumberType numberTypeOf(int planCode);
NumberPlan numberPlanOf(int planCode);

/// Octet 3a: presentation and screening.
int presentationCode(Presentation presentation, Screening screening);
Presentation presentationOf(const pri_party_number &number);
Screening screeningOf(int presentationCode);

/// Octet 3b. ITU-T Q.952 has no code for some; they become kUnknown.
int redirectingCode(RedirectingReason reason, Protocol protocol);
RedirectingReason redirectingReasonOf(int code);

/// UTF-8 of at most kMaxNameOctets, cut between characters, without control characters. What is not UTF-8 is
/// taken as ISO 8859-1, as libpri does.
std::string nameOf(const pri_party_name &name);
/// The display of a SETUP in this frame, as nameOf; "": there is none. libpri takes the first octet of a
/// display for a character set if bit 8 is set, which cuts UTF-8 (ITU-T Q.931 §4.5.16 knows no such octet).
std::string displayIn(const uint8_t *frame, size_t octets);
/// At most `octets` of UTF-8, cut between characters.
std::string cutName(const std::string &name, size_t octets);

/// All of SETUP but the two numbers themselves.
CallDetails detailsOf(const pri_event_ring &ring);
/// The caller as libpri wants it: number, plan, presentation, name.
pri_party_id callerOf(const DialRequest &request);

} // namespace callbox::isdn
