// Between libpri's ways of saying who calls whom, and ours.
#pragma once

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
/// At most `octets` of UTF-8, cut between characters.
std::string cutName(const std::string &name, size_t octets);

/// All of SETUP but the two numbers themselves.
CallDetails detailsOf(const pri_event_ring &ring);
/// The caller as libpri wants it: number, plan, presentation, name.
pri_party_id callerOf(const DialRequest &request);

} // namespace callbox::isdn
