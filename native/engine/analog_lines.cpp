#include "engine/analog_lines.h"

#include <ctime>
#include <utility>

namespace callbox::engine {

using board::ChannelIndex;

namespace {

constexpr int64_t kElapseEveryUs = 20'000; // ringing is exact to so much

analog::CallTime systemClock() {
    const std::time_t now = std::time(nullptr);
    std::tm local{};
    localtime_r(&now, &local);
    return {static_cast<uint8_t>(local.tm_mon + 1), static_cast<uint8_t>(local.tm_mday),
            static_cast<uint8_t>(local.tm_hour), static_cast<uint8_t>(local.tm_min)};
}

/// The line's plan of this channel; the country's for those that have none.
LinePlan planOf(const board::Channel &channel, const Config &config) {
    const size_t line = static_cast<size_t>(channel.line);
    return line >= 1 && line <= config.linePlans.size() ? config.linePlans[line - 1] : LinePlan{};
}

std::vector<analog::LineProfile> profiles(const board::Board &board, const Config &config) {
    std::vector<analog::LineProfile> all;
    for (const board::Channel &channel : board.channels()) {
        const LinePlan plan = planOf(channel, config);
        analog::LineProfile profile = analog::lineProfile(config.country.c_str());
        if (plan.callerId != CallerIdSending::kCountry)
            profile.callerId = static_cast<analog::CallerIdSending>(static_cast<int>(plan.callerId) - 1);
        profile.dtmf.start = plan.dtmfStart != 0 ? plan.dtmfStart : profile.dtmf.start;
        profile.dtmf.stop = plan.dtmfStop != 0 ? plan.dtmfStop : profile.dtmf.stop;
        profile.flash.minMs = plan.flashMinMs != 0 ? plan.flashMinMs : profile.flash.minMs;
        profile.flash.maxMs = plan.flashMaxMs != 0 ? plan.flashMaxMs : profile.flash.maxMs;
        profile.polarityAtAnswer = plan.polarityAtAnswer;
        all.push_back(profile);
    }
    return all;
}
static_assert(static_cast<int>(CallerIdSending::kDtmf) - 1 ==
                  static_cast<int>(analog::CallerIdSending::kDtmf),
              "profiles() takes one for the other");

/// At the exchange end every FXO is a telephone: it rings with the first ring, and its display follows.
std::vector<bool> announceAtOnce(const board::Board &board, const Config &config) {
    std::vector<bool> all;
    for (const board::Channel &channel : board.channels())
        all.push_back(config.exchangeEnd || planOf(channel, config).announceAtFirstRing);
    return all;
}

} // namespace

AnalogLines::AnalogLines(board::Board &board, const Config &config, const dsp::TonePlan &plan,
                         EventGate &gate, Seizures &seizures, MediaThread &media, CallClock clock)
    : telephones_(board, plan, profiles(board, config), gate, seizures, media,
                  clock ? std::move(clock) : CallClock(systemClock)),
      exchange_(board, plan, profiles(board, config), announceAtOnce(board, config), gate, seizures, media) {}

void AnalogLines::onSignal(ChannelIndex channel, board::LineSignal signal) {
    if (telephones_.has(channel))
        telephones_.onSignal(channel, signal);
    else if (exchange_.has(channel))
        exchange_.onSignal(channel, signal);
}

int64_t AnalogLines::nextTimerUs() const {
    return telephones_.countsTime() || exchange_.countsTime() ? kElapseEveryUs : -1;
}

void AnalogLines::elapse(int64_t nowUs) {
    if (lastElapseUs_ < 0)
        lastElapseUs_ = nowUs;
    const int64_t ms = (nowUs - lastElapseUs_) / 1000;
    if (ms <= 0)
        return;
    lastElapseUs_ += ms * 1000; // the rest of a millisecond counts the next time
    telephones_.elapse(static_cast<uint32_t>(ms));
    exchange_.elapse(static_cast<uint32_t>(ms), nowUs);
    AnalogCounters now = exchange_.counters();
    now.unexpectedSignals += telephones_.unexpectedSignals();
    const std::lock_guard<std::mutex> lock(mutex_);
    counters_ = now;
}

CallerIdRecord AnalogLines::callerId(ChannelIndex channel) const {
    CallerIdRecord record = exchange_.callerId(channel);
    if (telephones_.has(channel))
        record.spills = telephones_.sent(channel);
    return record;
}

AnalogCounters AnalogLines::counters() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return counters_;
}

void AnalogLines::onNotice(const Notice &notice) {
    switch (notice.kind) {
    case Notice::Kind::kLineBurst:
        exchange_.burst(notice.channel, *notice.burst);
        break;
    case Notice::Kind::kLineDigit:
        exchange_.digit(notice.channel, notice.digit, notice.levelDbm0);
        break;
    case Notice::Kind::kDialTone:
        exchange_.dialTone(notice.channel);
        break;
    case Notice::Kind::kDigitBegan:
        quiet(notice.channel);
        break;
    default: // not of a line
        break;
    }
}

void AnalogLines::ring(const Command &command) { telephones_.ring(command); }
void AnalogLines::seize(const Command &command) { exchange_.seize(command); }

void AnalogLines::answer(Use &use) {
    telephones_.has(*use.channel) ? telephones_.answer(use) : exchange_.answer(use);
}

void AnalogLines::clear(Use &use, int cause) {
    telephones_.has(*use.channel) ? telephones_.clear(use, cause) : exchange_.clear(use, cause);
}

bool AnalogLines::flash(const Use &use) { return exchange_.flash(use); }

bool AnalogLines::lamp(ChannelIndex channel, bool on) {
    if (!telephones_.has(channel))
        return false;
    telephones_.lamp(channel, on);
    return true;
}

bool AnalogLines::holdDigits(const Use &use, const std::string &digits) {
    return exchange_.holdDigits(use, digits);
}

void AnalogLines::hangupHeard(ChannelIndex channel) { exchange_.hangupHeard(channel); }
void AnalogLines::quiet(ChannelIndex channel) { telephones_.quiet(channel); }

} // namespace callbox::engine
