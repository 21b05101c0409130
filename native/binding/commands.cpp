#include "binding/arguments.h"
#include "binding/convert.h"

namespace callbox::binding {

using engine::Command;
using engine::Source;

namespace {

constexpr uint32_t kAnyId = UINT32_MAX;
const char *const kNumberCharacters = "0123456789*#";
const char *const kDtmfCharacters = "0123456789*#ABCD";

const std::vector<const char *> kDoNames = {
    "alert",       "answer", "clear",    "dial",   "ring",        "seize", "play",  "stop-play",
    "send-digits", "bridge", "unbridge", "record", "stop-record", "tap",   "untap", "talk"};
static_assert(static_cast<int>(Command::Kind::kTalk) == 15, "kDoNames is in the order of Command::Kind");

void readTimeslot(const Fields &fields, Command &command) {
    if (!fields.has("timeslot")) {
        command.timeslot = 0;
        return;
    }
    if (fields.value("timeslot").IsString()) {
        fields.oneOf("timeslot", {"any"});
        command.timeslot = -1;
        return;
    }
    command.timeslot = static_cast<int>(fields.integer("timeslot", 1, 31));
    if (command.timeslot == board::kDchannelTimeslot)
        fields.rangeError("timeslot", "1 to 15 or 17 to 31; 16 carries the signalling");
}

void readDial(const Fields &fields, Command &command) {
    command.span = static_cast<int>(fields.integer("span", 1, kMaxSpan));
    readTimeslot(fields, command);
    command.callingNumber = fields.textOf("callingNumber", 0, kMaxNumberDigits, kNumberCharacters);
    command.calledNumber = fields.textOf("calledNumber", 1, kMaxNumberDigits, kNumberCharacters);
    command.presentation = static_cast<engine::Presentation>(
        fields.oneOf("presentation", {"allowed", "withheld", "unavailable"}));
}

std::string readPath(const Fields &fields, const char *name) {
    std::string path = fields.text(name, 1, kMaxPathOctets);
    if (path[0] != '/')
        fields.rangeError(name, "an absolute path");
    return path;
}

Source readSource(const Napi::Value &value) {
    const Fields fields(value, "command 'play': each source");
    if (fields.has("file"))
        return Source{Source::Kind::kFile, readPath(fields, "file"), 0};
    if (fields.has("tone"))
        return Source{Source::Kind::kTone, fields.text("tone", 1, 32),
                      fields.integerOr("ms", 0, kMaxSourceMs, 0)};
    if (fields.has("silenceMs"))
        return Source{Source::Kind::kSilence, "", fields.integer("silenceMs", 1, kMaxSourceMs)};
    fields.typeError("file", "given, or 'tone' or 'silenceMs'");
}

void readPlay(const Fields &fields, Command &command) {
    command.play = fields.integer("play", 0, kAnyId);
    command.loop = fields.flagOr("loop", false);
    const Napi::Array sources = fields.list("sources", kMaxSources);
    const uint32_t count = sources.Length();
    if (count == 0)
        fields.rangeError("sources", "at least one source");
    for (uint32_t i = 0; i < count; i++)
        command.sources.push_back(readSource(sources.Get(i)));
}

void readArguments(const Fields &fields, Command &command) {
    using Kind = Command::Kind;
    switch (command.kind) {
    case Kind::kClear:
        command.cause = static_cast<int>(fields.integer("cause", 1, kMaxCause));
        break;
    case Kind::kDial:
        readDial(fields, command);
        break;
    case Kind::kRing:
        command.callingNumber = fields.textOf("callingNumber", 0, kMaxNumberDigits, kNumberCharacters);
        [[fallthrough]];
    case Kind::kSeize:
        command.channel = fields.integer("channel", 0, UINT16_MAX);
        break;
    case Kind::kPlay:
        readPlay(fields, command);
        break;
    case Kind::kStopPlay:
        command.play = fields.integer("play", 0, kAnyId);
        break;
    case Kind::kSendDigits:
        command.digits = fields.textOf("digits", 1, kMaxSendDigits, kDtmfCharacters);
        break;
    case Kind::kTalk:
        command.audio = fields.octets("audio", kMaxTalkOctets);
        break;
    case Kind::kRecord:
        command.recording = fields.text("recording", 1, 64);
        command.path = readPath(fields, "path");
        break;
    default: // a seizure alone
        break;
    }
}

} // namespace

Command commandFrom(const Napi::Value &value) {
    Fields fields(value, "command");
    Command command{};
    command.kind = static_cast<Command::Kind>(fields.oneOf("do", kDoNames));
    fields.rename(std::string("command '") + kDoNames[static_cast<size_t>(command.kind)] + "'");
    using Kind = Command::Kind;
    if (command.kind == Kind::kBridge) {
        command.bridge = fields.integer("bridge", 0, kAnyId);
        command.seizure = fields.integer("a", 1, kAnyId);
        command.other = fields.integer("b", 1, kAnyId);
    } else if (command.kind == Kind::kUnbridge) {
        command.bridge = fields.integer("bridge", 0, kAnyId);
    } else if (command.kind == Kind::kStopRecord) {
        command.recording = fields.text("recording", 1, 64);
    } else {
        command.seizure = fields.integer("seizure", 1, kAnyId);
        readArguments(fields, command);
    }
    return command;
}

engine::Config configFrom(const Napi::Value &value) {
    const Fields fields(value, "lines configuration");
    engine::Config config;
    config.wirePath = fields.text("wirePath", 1, 107); // sockaddr_un, unix(7)
    config.exchangeEnd = fields.flagOr("exchangeEnd", false);
    config.spans = static_cast<int>(fields.integerOr("spans", 0, kMaxSpan, 1));
    config.lines = static_cast<int>(fields.integerOr("lines", 0, 64, 8));
    config.wireBufferBlocks = static_cast<int>(fields.integerOr("wireBufferBlocks", 0, 16, 1));
    config.country = fields.textOr("country", 8, "cn");
    config.maxQueuedEvents = static_cast<int>(fields.integerOr("maxQueuedEvents", 1, 1'000'000, 4096));
    return config;
}

} // namespace callbox::binding
