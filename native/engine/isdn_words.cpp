#include "engine/isdn_words.h"

namespace callbox::engine {

namespace {

/// Both rooms list these in the same order; the last of each is compared.
template <class To, class From> To same(From from) { return static_cast<To>(from); }
#define CALLBOX_SAME(name, value)                                                                            \
    static_assert(static_cast<int>(name::value) == static_cast<int>(isdn::name::value), #name)
CALLBOX_SAME(NumberType, kAbbreviated);
CALLBOX_SAME(NumberPlan, kPrivate);
CALLBOX_SAME(Screening, kNetwork);
CALLBOX_SAME(RedirectingReason, kUnconditional);
CALLBOX_SAME(Presentation, kUnavailable);
CALLBOX_SAME(Service, kDraining);
CALLBOX_SAME(ClearedBy, kNetwork);
#undef CALLBOX_SAME

isdn::CallDetails toIsdn(const CallDetails &details) {
    isdn::CallDetails to;
    to.callingType = same<isdn::NumberType>(details.callingType);
    to.calledType = same<isdn::NumberType>(details.calledType);
    to.callingPlan = same<isdn::NumberPlan>(details.callingPlan);
    to.calledPlan = same<isdn::NumberPlan>(details.calledPlan);
    to.screening = same<isdn::Screening>(details.screening);
    to.callingName = details.callingName;
    to.redirectingNumber = details.redirectingNumber;
    to.redirectingPresentation = same<isdn::Presentation>(details.redirectingPresentation);
    to.redirectingReason = same<isdn::RedirectingReason>(details.redirectingReason);
    return to;
}

} // namespace

ClearedBy toEngine(isdn::ClearedBy by) { return same<ClearedBy>(by); }
Presentation toEngine(isdn::Presentation presentation) { return same<Presentation>(presentation); }
Service toEngine(isdn::Service service) { return same<Service>(service); }
isdn::Service toIsdn(Service service) { return same<isdn::Service>(service); }

CallDetails toEngine(const isdn::CallDetails &details) {
    CallDetails to;
    to.callingType = same<NumberType>(details.callingType);
    to.calledType = same<NumberType>(details.calledType);
    to.callingPlan = same<NumberPlan>(details.callingPlan);
    to.calledPlan = same<NumberPlan>(details.calledPlan);
    to.screening = same<Screening>(details.screening);
    to.callingName = details.callingName;
    to.redirectingNumber = details.redirectingNumber;
    to.redirectingPresentation = same<Presentation>(details.redirectingPresentation);
    to.redirectingReason = same<RedirectingReason>(details.redirectingReason);
    return to;
}

isdn::DialRequest toIsdn(const Command &dial) {
    isdn::DialRequest request;
    request.timeslot = dial.timeslot == -1  ? isdn::kAnyTimeslot
                       : dial.timeslot == 0 ? isdn::kHuntTimeslot
                                            : dial.timeslot;
    request.callingNumber = dial.callingNumber;
    request.calledNumber = dial.calledNumber;
    request.presentation = same<isdn::Presentation>(dial.presentation);
    request.details = toIsdn(dial.details);
    request.overlap = dial.overlap;
    return request;
}

isdn::PriPlan toIsdn(const SpanPlan &plan) {
    isdn::PriPlan to;
    to.side = plan.side == SpanSide::kNetwork ? isdn::Side::kNetwork : isdn::Side::kUser;
    to.protocol = plan.protocol == Protocol::kQsig ? isdn::Protocol::kQsig : isdn::Protocol::kEuroIsdn;
    to.overlapReceiving = plan.overlapReceiving;
    return to;
}

} // namespace callbox::engine
