#include <cstring>

#include "binding/convert.h"

namespace callbox::binding {

using engine::Event;

namespace {

const char *const kPresentationNames[] = {"allowed", "withheld", "unavailable"};
const char *const kClearedByNames[] = {"far-end", "near-end", "network"};
const char *const kChannelKindNames[] = {"bearer", "fxs", "fxo"};
const char *const kEventNames[] = {"incoming", "proceeding", "alerting",   "progress",        "answered",
                                   "cleared",  "digit",      "play-ended", "recording-ended", "hook",
                                   "span",     "refused",    "audio",      "command-failed"};

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

void fill(Maker &maker, Napi::Env env, const Event &event) {
    using Kind = Event::Kind;
    switch (event.kind) {
    case Kind::kIncoming:
        maker.number("seizure", event.seizure).number("channel", event.channel);
        maker.text("callingNumber", event.callingNumber).text("calledNumber", event.calledNumber);
        maker.text("presentation", kPresentationNames[static_cast<int>(event.presentation)]);
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
        maker.text("by", kClearedByNames[static_cast<int>(event.by)]);
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
    }
}

} // namespace

Napi::Object toJs(Napi::Env env, const Event &event) {
    Maker maker(env);
    maker.text("event", kEventNames[static_cast<int>(event.kind)]);
    fill(maker, env, event);
    return maker.done();
}

Napi::Object toJs(Napi::Env env, const board::Channel &channel, uint32_t index) {
    return Maker(env)
        .number("channel", index)
        .text("kind", kChannelKindNames[static_cast<int>(channel.kind)])
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
    return Maker(env)
        .number("slips", count(meters.board.slips))
        .number("lateTicks", count(meters.lateTicks))
        .number("eventsDropped", count(meters.eventsDropped))
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
