#include "trace.h"

#include <doctest/doctest.h>

#include <fstream>
#include <stdexcept>

#include "isdn/q931_decoder.h"

namespace callbox::test {

using isdn::Q921Kind;

Trace::Trace(ExchangeRig &rig) {
    rig.crossed = [this](const std::vector<uint8_t> &frame, bool fromNetwork) { take(frame, fromNetwork); };
}

std::string Trace::nameOfCall(int reference, bool chosenByNetwork) {
    const auto [entry, isNew] = calls_.try_emplace({reference, chosenByNetwork});
    if (isNew) {
        entry->second = static_cast<char>('A' + calls_.size() - 1);
    }
    return entry->second;
}

void Trace::take(const std::vector<uint8_t> &frame, bool fromNetwork) {
    const std::string arrow = fromNetwork ? "> " : "< ";
    isdn::Q921Frame layer2;
    if (!decodeQ921(frame.data(), frame.size(), layer2)) {
        lines_.push_back(arrow + "not a frame of Q.921");
        return;
    }
    if (layer2.kind != Q921Kind::kInformation) {
        const bool sequenced = layer2.kind == Q921Kind::kReceiveReady || layer2.kind == Q921Kind::kReject;
        if (!sequenced) {
            lines_.push_back(arrow + nameOf(layer2.kind));
        }
        return;
    }
    isdn::Q931Message message;
    if (!decodeQ931(layer2.message, layer2.messageOctets, message)) {
        lines_.push_back(arrow + "not a message of Q.931");
        return;
    }
    const bool chosenByNetwork = fromNetwork != message.toOriginator;
    std::string line = arrow + isdn::messageName(message.type) + " " +
                       (message.reference == 0 ? "global" : nameOfCall(message.reference, chosenByNetwork)) +
                       (message.toOriginator ? " flag 1" : " flag 0");
    for (const isdn::Q931Element &element : message.elements) {
        const std::string described = describe(element);
        line += " | " + (described.rfind("facility", 0) == 0 ? "facility" : described);
    }
    lines_.push_back(line);
}

std::vector<std::string> goldenTrace(const std::string &name) {
    std::ifstream file(std::string(CALLBOX_TRACES_DIR) + "/" + name + ".txt");
    if (!file) {
        throw std::runtime_error("there is no traces/" + name + ".txt");
    }
    std::vector<std::string> lines;
    for (std::string line; std::getline(file, line);) {
        if (!line.empty() && line[0] != '#') {
            lines.push_back(line);
        }
    }
    return lines;
}

void checkTrace(const Trace &trace, const std::string &name) {
    const std::vector<std::string> golden = goldenTrace(name);
    CAPTURE(name);
    for (size_t i = 0; i < std::max(golden.size(), trace.lines().size()); ++i) {
        CAPTURE(i);
        const std::string expected = i < golden.size() ? golden[i] : "(nothing more)";
        const std::string seen = i < trace.lines().size() ? trace.lines()[i] : "(nothing more)";
        CHECK(seen == expected);
    }
}

} // namespace callbox::test
