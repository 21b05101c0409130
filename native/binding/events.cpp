#include <cstring>

#include "binding/convert.h"
#include "binding/names.h"

namespace callbox::binding {

using engine::Event;

namespace {

const char *const kEventNames[] = {
    "incoming",    "proceeding",      "alerting", "progress",   "answered", "cleared",    "digit",
    "play-ended",  "recording-ended", "hook",     "span",       "refused",  "audio",      "command-failed",
    "more-digits", "caller-id",       "flash",    "line-state", "tone",     "data-tone",  "answerer",
    "level",       "hangup-learned",  "service",  "stuck",      "bit-test", "span-set-up"};
static_assert(sizeof kEventNames / sizeof *kEventNames == static_cast<size_t>(Event::Kind::kSpanSetUp) + 1,
              "kEventNames is in the order of Event::Kind");

class Maker {
  public:
    Maker(Napi::Env env) : env_(env), object_(Napi::Object::New(env)) {}
    Maker &number(const char *name, double value) { return set(name, Napi::Number::New(env_, value)); }
    Maker &flag(const char *name, bool value) { return set(name, Napi::Boolean::New(env_, value)); }
    Maker &text(const char *name, const std::string &value) {
        return set(name, Napi::String::New(env_, value));
    }
    Maker &set(const char *name, const Napi::Value &value) {
        object_.Set(name, value);
        return *this;
    }
    Napi::Object done() const { return object_; }

  private:
    Napi::Env env_;
    Napi::Object object_;
};

Napi::Value octetsToJs(Napi::Env env, const std::vector<uint8_t> &octets) {
    Napi::Uint8Array array = Napi::Uint8Array::New(env, octets.size());
    if (!octets.empty())
        std::memcpy(array.Data(), octets.data(), octets.size());
    return array;
}

Napi::Object detailsToJs(Napi::Env env, const engine::CallDetails &details) {
    Maker maker(env);
    maker.text("callingType", nameOf(kNumberTypeNames, details.callingType));
    maker.text("callingPlan", nameOf(kNumberPlanNames, details.callingPlan));
    maker.text("calledType", nameOf(kNumberTypeNames, details.calledType));
    maker.text("calledPlan", nameOf(kNumberPlanNames, details.calledPlan));
    maker.text("screening", nameOf(kScreeningNames, details.screening));
    if (!details.callingName.empty())
        maker.text("callingName", details.callingName);
    if (!details.redirectingNumber.empty()) {
        maker.text("redirectingNumber", details.redirectingNumber);
        maker.text("redirectingPresentation", nameOf(kPresentationNames, details.redirectingPresentation));
        maker.text("redirectingReason", nameOf(kRedirectingReasonNames, details.redirectingReason));
    }
    return maker.done();
}

Napi::Object hangupToneToJs(Napi::Env env, const engine::HangupTone &tone) {
    return Maker(env)
        .number("frequencyHz", tone.frequencyHz)
        .number("onMs", tone.onMs)
        .number("offMs", tone.offMs)
        .number("levelDbm0", tone.levelDbm0)
        .done();
}

void fillIncoming(Maker &maker, Napi::Env env, const Event &event) {
    maker.number("seizure", event.seizure).number("channel", event.channel);
    maker.text("callingNumber", event.callingNumber).text("calledNumber", event.calledNumber);
    maker.text("presentation", nameOf(kPresentationNames, event.presentation));
    maker.set("details", detailsToJs(env, event.details));
    maker.text("callerId", nameOf(kCallerIdNames, event.callerId)).flag("complete", event.complete);
    if (!event.reason.empty())
        maker.text("callerIdProblem", event.reason);
}

void fillBitTest(Maker &maker, const Event &event) {
    const Event::BitTest &test = event.bitTest;
    maker.number("channel", event.channel).flag("inSync", test.inSync).flag("ended", test.ended);
    maker.number("bits", static_cast<double>(test.bits)).number("errors", static_cast<double>(test.errors));
    maker.number("lossesOfSync", static_cast<double>(test.lossesOfSync));
}

/// What lines, channels and listeners tell besides the course of a call.
void fillOther(Maker &maker, Napi::Env env, const Event &event) {
    using Kind = Event::Kind;
    switch (event.kind) {
    case Kind::kMoreDigits:
        maker.number("seizure", event.seizure).text("digits", event.digits).flag("complete", event.complete);
        break;
    case Kind::kCallerId:
        maker.number("seizure", event.seizure).text("callingNumber", event.callingNumber);
        maker.text("presentation", nameOf(kPresentationNames, event.presentation));
        maker.text("callerId", nameOf(kCallerIdNames, event.callerId));
        maker.set("details", detailsToJs(env, event.details));
        if (!event.reason.empty())
            maker.text("callerIdProblem", event.reason);
        break;
    case Kind::kFlash:
        maker.number("seizure", event.seizure).number("channel", event.channel);
        break;
    case Kind::kLineState:
        maker.number("channel", event.channel).text("state", event.reason);
        break;
    case Kind::kTone:
        maker.number("seizure", event.seizure);
        maker.set("tone", event.reason.empty() ? env.Null() : Napi::String::New(env, event.reason));
        if (event.cause != 0)
            maker.number("cause", event.cause);
        break;
    case Kind::kDataTone:
        maker.number("seizure", event.seizure).text("tone", event.reason);
        break;
    case Kind::kAnswerer:
        maker.number("seizure", event.seizure).text("who", event.reason).number("afterMs", event.durationMs);
        break;
    case Kind::kLevel:
        maker.number("seizure", event.seizure).number("levelDbm0", event.levelDbm0);
        maker.number("noiseDbm0", event.noiseDbm0);
        break;
    case Kind::kHangupLearned:
        maker.number("seizure", event.seizure).number("channel", event.channel);
        maker.set("tone", hangupToneToJs(env, event.hangupTone)).text("problem", event.reason);
        break;
    case Kind::kService:
        maker.number("channel", event.channel).text("service", nameOf(kServiceNames, event.service));
        maker.text("by", nameOf(kClearedByNames, event.by));
        break;
    case Kind::kStuck:
        maker.number("channel", event.channel).text("action", event.reason);
        maker.number("nextTryMs", event.durationMs);
        break;
    case Kind::kBitTest:
        fillBitTest(maker, event);
        break;
    case Kind::kSpanSetUp:
        maker.number("span", event.span).text("problem", event.reason);
        break;
    default:
        break;
    }
}

void fill(Maker &maker, Napi::Env env, const Event &event) {
    using Kind = Event::Kind;
    switch (event.kind) {
    case Kind::kIncoming:
        fillIncoming(maker, env, event);
        break;
    case Kind::kProceeding:
        maker.number("seizure", event.seizure).number("channel", event.channel);
        break;
    case Kind::kAlerting:
        maker.number("seizure", event.seizure).flag("inband", event.inband);
        break;
    case Kind::kProgress:
        maker.number("seizure", event.seizure).flag("inband", event.inband).number("cause", event.cause);
        break;
    case Kind::kAnswered:
        maker.number("seizure", event.seizure);
        break;
    case Kind::kCleared:
        maker.number("seizure", event.seizure).number("cause", event.cause);
        maker.text("by", nameOf(kClearedByNames, event.by));
        break;
    case Kind::kDigit:
        maker.number("seizure", event.seizure).text("digit", std::string(1, event.digit));
        maker.number("durationMs", event.durationMs);
        break;
    case Kind::kPlayEnded:
        maker.number("seizure", event.seizure).number("play", event.play).text("reason", event.reason);
        break;
    case Kind::kRecordingEnded:
        maker.text("recording", event.recording).text("reason", event.reason);
        maker.number("samples", static_cast<double>(event.samples));
        break;
    case Kind::kHook:
        maker.number("channel", event.channel).flag("offHook", event.offHook);
        break;
    case Kind::kSpan:
        maker.number("span", event.span).number("alarms", event.alarms);
        maker.flag("dChannelUp", event.dchannelUp);
        break;
    case Kind::kRefused:
        maker.number("span", event.span).number("timeslot", event.timeslot).number("cause", event.cause);
        maker.text("callingNumber", event.callingNumber).text("calledNumber", event.calledNumber);
        break;
    case Kind::kAudio:
        maker.number("seizure", event.seizure).set("audio", octetsToJs(env, event.audio));
        break;
    case Kind::kCommandFailed:
        maker.number("seizure", event.seizure).text("reason", event.reason);
        break;
    default:
        fillOther(maker, env, event);
        break;
    }
}

Napi::Object toJs(Napi::Env env, int number, const engine::SpanMeters &span) {
    const auto count = [](uint64_t value) { return static_cast<double>(value); };
    Maker maker(env);
    if (span.status.clock != board::SpanStatus::Gives::kUnknown)
        maker.flag("givesClock", span.status.clock == board::SpanStatus::Gives::kYes);
    if (!span.status.hasLine)
        maker.flag("hasLine", false);
    return maker.number("span", number)
        .number("lossOfSignal", count(span.lossOfSignal))
        .number("lossOfFrame", count(span.lossOfFrame))
        .number("slips", count(span.slips))
        .number("crcErrors", count(span.crcErrors))
        .number("farEndErrors", count(span.farEndErrors))
        .number("codeViolations", count(span.codeViolations))
        .number("framesIn", count(span.framesIn))
        .number("framesOut", count(span.framesOut))
        .number("framesBadFcs", count(span.framesBadFcs))
        .number("alarmIndications", count(span.alarmIndications))
        .number("remoteAlarms", count(span.remoteAlarms))
        .number("framesAborted", count(span.framesAborted))
        .text("signallingOctets", nameOf(kSignallingOctetsNames, span.status.signalling))
        .text("multiframe", nameOf(kMultiframeNames, span.status.multiframe))
        .number("sabmeSent", count(span.links.sabmeSent))
        .number("sabmeReceived", count(span.links.sabmeReceived))
        .number("uaReceived", count(span.links.uaReceived))
        .number("dmReceived", count(span.links.dmReceived))
        .number("discReceived", count(span.links.discReceived))
        .done();
}

} // namespace

Napi::Object toJs(Napi::Env env, const Event &event) {
    Maker maker(env);
    maker.text("event", kEventNames[static_cast<int>(event.kind)]);
    fill(maker, env, event);
    return maker.done();
}

Napi::Object toJs(Napi::Env env, const engine::DChannelFrame &frame) {
    return Maker(env)
        .number("atUs", static_cast<double>(frame.atUs))
        .number("span", frame.span)
        .flag("sent", frame.sent)
        .set("octets", octetsToJs(env, frame.octets))
        .done();
}

Napi::Object toJs(Napi::Env env, const board::Channel &channel, uint32_t index) {
    return Maker(env)
        .number("channel", index)
        .text("kind", nameOf(kChannelKindNames, channel.kind))
        .number("span", channel.span)
        .number("timeslot", channel.timeslot)
        .number("line", channel.line)
        .text("name", channel.name)
        .done();
}

Napi::Object snapshotToJs(Napi::Env env, const std::vector<engine::ChannelState> &rows) {
    Napi::Array channels = Napi::Array::New(env, rows.size());
    Napi::Array spans = Napi::Array::New(env);
    int lastSpan = 0; // bearers come span by span; each span is told once
    for (uint32_t index = 0; index < rows.size(); index++) {
        const engine::ChannelState &row = rows[index];
        channels.Set(index, Maker(env)
                                .number("channel", index)
                                .number("seizure", row.seizure)
                                .flag("answered", row.answered)
                                .flag("offHook", row.offHook)
                                .text("service", nameOf(kServiceNames, row.service))
                                .done());
        if (row.channel.span > lastSpan) {
            lastSpan = row.channel.span;
            spans.Set(spans.Length(), Maker(env)
                                          .number("span", lastSpan)
                                          .number("alarms", row.alarms)
                                          .flag("dChannelUp", row.dchannelUp)
                                          .done());
        }
    }
    return Maker(env).set("channels", channels).set("spans", spans).done();
}

Napi::Object toJs(Napi::Env env, const engine::Meters &meters) {
    const auto count = [](uint64_t value) { return static_cast<double>(value); };
    Napi::Array spans = Napi::Array::New(env, meters.spans.size());
    for (uint32_t index = 0; index < meters.spans.size(); index++)
        spans.Set(index, toJs(env, static_cast<int>(index) + 1, meters.spans[index]));
    return Maker(env)
        .set("spans", spans)
        .number("slips", count(meters.board.slips))
        .number("lateTicks", count(meters.lateTicks))
        .number("eventsDropped", count(meters.eventsDropped))
        .number("framesDropped", count(meters.framesDropped))
        .number("staleCommands", count(meters.staleCommands))
        .number("recorderBlocksLost", count(meters.recorderBlocksLost))
        .number("refused34", count(meters.refused34))
        .number("refused44", count(meters.refused44))
        .number("mediaCpuUs", count(meters.mediaCpuUs))
        .number("signallingCpuUs", count(meters.signallingCpuUs))
        .number("writerCpuUs", count(meters.writerCpuUs))
        .number("mediaPriority", meters.mediaPriority)
        .done();
}

} // namespace callbox::binding
