#include "engine/bearers.h"

#include <algorithm>
#include <utility>

#include "engine/isdn_words.h"

namespace callbox::engine {

using isdn::PriEvent;
using Kind = PriEvent::Kind;

namespace {

constexpr int kNoRoute = 3; // ITU-T Q.850: no route to destination
constexpr int kTemporaryFailure = 41;

SpanPlan planOf(const Config &config, int number) {
    if (number <= static_cast<int>(config.spanPlans.size()))
        return config.spanPlans[static_cast<size_t>(number) - 1];
    SpanPlan plan;
    plan.side = config.exchangeEnd ? SpanSide::kNetwork : SpanSide::kUser;
    return plan;
}

} // namespace

Bearers::Bearers(board::Board &board, const Config &config, EventGate &gate, FrameTap &frames,
                 Seizures &seizures)
    : board_(board), gate_(gate), frames_(frames), seizures_(seizures) {
    for (int number = 1; number <= board.spanCount(); number++) {
        spans_.push_back(std::make_unique<Span>());
        Span *span = spans_.back().get();
        span->number = number;
        beginSignalling(*span, planOf(config, number));
    }
}

void Bearers::beginSignalling(Span &span, const SpanPlan &plan) {
    const int number = span.number;
    span.pri = std::make_unique<isdn::PriSpan>(
        toIsdn(plan),
        [this, number](const uint8_t *frame, size_t octets) {
            const bool sent = board_.sendFrame(number, frame, octets);
            if (sent)
                frames_.see(number, true, frame, octets);
            return sent;
        },
        [this, &span](const PriEvent &event) { onPri(span, event); },
        [this] { return seizures_.nextIncoming(); });
    span.pri->setOwner([this, number](int timeslot) { return owner(number, timeslot); });
}

Bearers::Span *Bearers::span(int number) {
    return number >= 1 && number <= static_cast<int>(spans_.size()) ? spans_[number - 1].get() : nullptr;
}

void Bearers::onFrame(const board::Event &event) {
    Span *from = span(event.span);
    if (from == nullptr)
        return;
    frames_.see(event.span, false, event.frame.data(), event.frame.size());
    from->pri->onFrame(event.frame.data(), event.frame.size());
}

void Bearers::onAlarms(const board::Event &event) {
    Span *from = span(event.span);
    if (from == nullptr)
        return;
    from->alarms = event.alarms;
    tellSpan(*from); // before libpri, which may end calls because of it
    from->pri->onAlarms(event.alarms);
}

int64_t Bearers::nextTimerUs() const {
    int64_t nextUs = -1;
    for (const auto &span : spans_) {
        const int64_t dueUs = span->pri->nextTimerUs();
        if (dueUs >= 0)
            nextUs = nextUs < 0 ? dueUs : std::min(nextUs, dueUs);
    }
    return nextUs;
}

void Bearers::runTimers() {
    for (const auto &span : spans_)
        if (span->pri->nextTimerUs() == 0)
            span->pri->runTimers();
}

void Bearers::proceed(Use &use) { span(use.span)->pri->proceed(use.seizure); }

void Bearers::progress(Use &use, bool inband, int cause) {
    span(use.span)->pri->progress(use.seizure, inband, cause);
}

void Bearers::alert(Use &use, bool inband) { span(use.span)->pri->alert(use.seizure, inband); }

void Bearers::moreDigits(Use &use, const std::string &digits, bool complete) {
    span(use.span)->pri->moreDigits(use.seizure, digits, complete);
}

void Bearers::answer(Use &use) {
    seizures_.answered(use, false);
    span(use.span)->pri->answer(use.seizure);
}

void Bearers::clear(Use &use, int cause) {
    const Seizure seizure = use.seizure;
    Span *from = span(use.span);
    seizures_.startClearing(use);
    from->pri->clear(seizure, cause); // may end the seizure at once: `use` is not to be touched any more
}

void Bearers::dial(const Command &command) {
    Span *to = span(command.span);
    if (to == nullptr) {
        seizures_.refuse(command.seizure, kNoRoute, ClearedBy::kNearEnd);
        return;
    }
    seizures_.begin(command.seizure, command.span);
    to->pri->dial(command.seizure, toIsdn(command)); // a refusal has come as kCleared by now
    withChannel(*to, command.seizure);
}

Use *Bearers::withChannel(Span &span, Seizure seizure) {
    Use *use = seizures_.find(seizure);
    if (use == nullptr || use->channel || use->clearing)
        return use;
    const auto channel = seizures_.bearer(span.number, span.pri->timeslotOf(seizure));
    if (channel)
        seizures_.attach(*use, *channel);
    return use;
}

void Bearers::onPri(Span &span, const PriEvent &event) {
    Event told = eventOf(Event::Kind::kAlerting, event.call);
    told.inband = event.inband;
    told.cause = event.cause;
    switch (event.kind) {
    case Kind::kIncoming:
        onIncoming(span, event);
        return;
    case Kind::kProceeding:
        onProceeding(span, event);
        return;
    case Kind::kProgress:
        told.kind = Event::Kind::kProgress;
        [[fallthrough]];
    case Kind::kAlerting:
        if (const Use *use = withChannel(span, event.call); use != nullptr && !use->clearing)
            gate_.emit(std::move(told));
        return;
    case Kind::kAnswered:
        if (Use *use = withChannel(span, event.call); use != nullptr && !use->clearing)
            seizures_.answered(*use, true);
        return;
    case Kind::kCleared:
        seizures_.end(event.call, event.cause, toEngine(event.by));
        return;
    case Kind::kRefused:
        onRefused(span, event);
        return;
    case Kind::kDchannel:
        tellSpan(span);
        return;
    case Kind::kMoreDigits:
        onMoreDigits(event);
        return;
    case Kind::kService:
        onService(span, event);
        return;
    case Kind::kStuck:
        onStuck(span, event);
        return;
    }
}

void Bearers::onIncoming(Span &span, const PriEvent &event) {
    const auto channel = seizures_.bearer(span.number, event.timeslot);
    if (!channel) { // libpri took a timeslot that the board doesn't have
        span.pri->clear(event.call, 44);
        return;
    }
    if (Use *left = seizures_.on(*channel)) // both ends lost count of it: the new call is the truth
        seizures_.end(left->seizure, kTemporaryFailure, ClearedBy::kNetwork);
    Event incoming = eventOf(Event::Kind::kIncoming, event.call);
    incoming.callingNumber = event.callingNumber;
    incoming.calledNumber = event.calledNumber;
    incoming.presentation = toEngine(event.presentation);
    incoming.details = toEngine(event.details);
    incoming.complete = event.complete;
    seizures_.begin(event.call, span.number);
    seizures_.attach(*seizures_.find(event.call), *channel, std::move(incoming));
}

void Bearers::onProceeding(Span &span, const PriEvent &event) {
    Use *use = seizures_.find(event.call);
    const auto channel = seizures_.bearer(span.number, event.timeslot);
    if (use == nullptr || use->clearing || !channel)
        return;
    Event proceeding = eventOf(Event::Kind::kProceeding, event.call);
    proceeding.channel = *channel;
    if (use->channel == channel)
        gate_.emit(std::move(proceeding));
    else
        seizures_.attach(*use, *channel, std::move(proceeding));
}

void Bearers::onRefused(Span &span, const PriEvent &event) {
    Event refused = eventOf(Event::Kind::kRefused, 0);
    refused.span = span.number;
    refused.timeslot = event.timeslot;
    refused.cause = event.cause;
    refused.callingNumber = event.callingNumber;
    refused.calledNumber = event.calledNumber;
    gate_.emit(std::move(refused));
}

void Bearers::onMoreDigits(const PriEvent &event) {
    const Use *use = seizures_.find(event.call);
    if (use == nullptr || use->clearing)
        return;
    Event more = eventOf(Event::Kind::kMoreDigits, event.call);
    more.digits = event.digits;
    more.complete = event.complete;
    if (use->channel)
        more.channel = *use->channel;
    gate_.emit(std::move(more));
}

// --- a span set up anew -----------------------------------------------------------------------------

const char *Bearers::setUpSpan(int number, const SpanPlan &plan) {
    Span *changed = span(number);
    if (changed == nullptr)
        return "no-such-span";
    // The card first: one that refuses is left alone, and so are the calls.
    const board::SpanLine line{plan.crc4.value_or(true), plan.clockPriority.value_or(0)};
    switch (board_.setUpSpan(number, line)) {
    case board::SpanLineRefusal::kFraming:
        return "framing-refused";
    case board::SpanLineRefusal::kClock:
        return "clock-refused";
    case board::SpanLineRefusal::kNone:
        break;
    }
    const Services services = endSignalling(*changed);
    beginSignalling(*changed, plan); // which sends RESTART for each timeslot, as after any start
    changed->pri->onAlarms(changed->alarms);
    keepServices(*changed, services);
    return "";
}

Bearers::Services Bearers::endSignalling(Span &span) {
    Services services{};
    for (int timeslot = 1; timeslot < static_cast<int>(services.size()); timeslot++)
        services[static_cast<size_t>(timeslot)] = span.pri->service(timeslot);
    const isdn::PriCounters &counted = span.pri->counters();
    before_.with34 += counted.refused34;
    before_.with44 += counted.refused44;
    before_.stale += counted.staleCommands;
    span.pri.reset(); // the far end will let go at our RESTART
    for (const Seizure seizure : seizures_.onSpan(span.number))
        seizures_.end(seizure, kTemporaryFailure, ClearedBy::kNetwork);
    tellSpan(span);
    return services;
}

void Bearers::keepServices(Span &span, const Services &services) {
    for (int timeslot = 1; timeslot < static_cast<int>(services.size()); timeslot++) {
        const isdn::Service service = services[static_cast<size_t>(timeslot)];
        if (service == isdn::Service::kInService || timeslot == board::kDchannelTimeslot)
            continue;
        span.quiet = service == isdn::Service::kBlocked; // one that was drained is blocked from now on
        span.pri->setService(timeslot, service);
        span.quiet = false;
    }
}

// --- channels -------------------------------------------------------------------------------------

Bearers::Span *Bearers::spanOf(board::ChannelIndex channel) {
    if (channel >= seizures_.channelCount() || seizures_.channel(channel).kind != board::ChannelKind::kBearer)
        return nullptr;
    return span(seizures_.channel(channel).span);
}

bool Bearers::setService(board::ChannelIndex channel, Service service) {
    Span *of = spanOf(channel);
    return of != nullptr && of->pri->setService(seizures_.channel(channel).timeslot, toIsdn(service));
}

bool Bearers::restart(board::ChannelIndex channel) {
    Span *of = spanOf(channel);
    if (of != nullptr)
        of->pri->restart(seizures_.channel(channel).timeslot);
    return of != nullptr;
}

Seizure Bearers::owner(int span, int timeslot) {
    const auto channel = seizures_.bearer(span, timeslot);
    const Use *use = channel ? seizures_.on(*channel) : nullptr;
    return use == nullptr ? 0 : use->seizure;
}

void Bearers::onService(const Span &span, const PriEvent &event) {
    const auto channel = seizures_.bearer(span.number, event.timeslot);
    if (!channel || span.quiet)
        return;
    Event told = eventOf(Event::Kind::kService, 0);
    told.channel = *channel;
    told.service = toEngine(event.service);
    told.by = toEngine(event.by);
    const Service service = told.service;
    gate_.publish(
        *channel, [service](ChannelState &row) { row.service = service; }, std::move(told));
}

void Bearers::onStuck(const Span &span, const PriEvent &event) {
    const auto channel = seizures_.bearer(span.number, event.timeslot);
    if (!channel)
        return;
    Event stuck = eventOf(Event::Kind::kStuck, 0);
    stuck.channel = *channel;
    stuck.reason = event.reason;
    stuck.durationMs = event.nextTryMs;
    gate_.emit(std::move(stuck));
    Use *left = seizures_.on(*channel);
    if (left != nullptr && span.pri->callOn(event.timeslot) != left->seizure)
        seizures_.end(left->seizure, kTemporaryFailure, ClearedBy::kNetwork);
}

void Bearers::tellSpan(Span &span) {
    Event event = eventOf(Event::Kind::kSpan, 0);
    event.span = span.number;
    event.alarms = span.alarms;
    event.dchannelUp = span.pri && span.pri->dchannelUp();
    const uint8_t alarms = event.alarms;
    const bool up = event.dchannelUp;
    gate_.publishSpan(
        span.number,
        [alarms, up](ChannelState &row) {
            row.alarms = alarms;
            row.dchannelUp = up;
        },
        std::move(event));
}

Bearers::Refused Bearers::refused() const {
    Refused sum = before_;
    for (const auto &span : spans_) {
        sum.with34 += span->pri->counters().refused34;
        sum.with44 += span->pri->counters().refused44;
        sum.stale += span->pri->counters().staleCommands;
    }
    return sum;
}

} // namespace callbox::engine
