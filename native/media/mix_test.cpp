// Who hears whom in a mix, measured by the level of each member's own tone in what the others are sent.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <string>
#include <utility>

#include "media/test_channels.h"

using namespace callbox;
using namespace callbox::media;
using namespace callbox::media::testing;

namespace {

constexpr size_t kMost = kMaxMixMembers + 1;
constexpr double kNotHeard = -50; // dBm0: what A-law's steps leave of a tone that isn't there

/// Each channel's tone has a whole number of periods in 100 ms, so that they don't disturb each other.
double hertz(size_t channel) { return 300 + 90 * static_cast<double>(channel); }

/// With phases that don't add up to one peak (M. R. Schroeder, 1970): thirty tones stay below the limiter.
int16_t sine(size_t channel, size_t at, double levelDbm0) {
    const auto place = static_cast<double>(channel);
    const double phase = dsp::kPi * place * place / kMaxMixMembers;
    return static_cast<int16_t>(std::lround(
        dsp::sineAmplitude(levelDbm0) *
        std::sin(phase + 2 * dsp::kPi * hertz(channel) * static_cast<double>(at) / board::kSampleRateHz)));
}

/// Level of one channel's tone in a stretch of 100 ms.
double levelOfTone(const Octets &heard, size_t from, size_t channel) {
    constexpr size_t kStretch = board::kSampleRateHz / 10;
    REQUIRE(heard.size() >= from + kStretch);
    double sines = 0, cosines = 0;
    for (size_t n = from; n < from + kStretch; ++n) {
        const double angle = 2 * dsp::kPi * hertz(channel) * static_cast<double>(n) / board::kSampleRateHz;
        sines += dsp::alawToLinear(heard[n]) * std::sin(angle);
        cosines += dsp::alawToLinear(heard[n]) * std::cos(angle);
    }
    return dsp::sineLevelDbm0(2 * std::hypot(sines, cosines) / kStretch);
}

/// Channels that all say their own tone, or what a test puts there, and what each was sent.
struct Hall {
    explicit Hall(size_t channels, int blockSamples = 80)
        : told(channels), block(static_cast<size_t>(blockSamples)),
          media(channels, blockSamples, kChina, told, 8), levelDbm0(channels, kSilent), sent(channels) {
        for (ChannelIndex channel = 0; channel < channels; ++channel)
            media.open(channel, false);
        for (Octets &octets : sent)
            octets.reserve(100'000);
    }
    static constexpr double kSilent = -99;
    uint8_t said(size_t channel, size_t n) const {
        if (patterns)
            return pattern(channel, n);
        return levelDbm0[channel] == kSilent ? board::kAlawSilence
                                             : dsp::linearToAlaw(sine(channel, n, levelDbm0[channel]));
    }
    Octets saidBy(size_t channel, size_t from, size_t to) const {
        Octets octets;
        for (size_t n = from; n < to; ++n)
            octets.push_back(said(channel, n));
        return octets;
    }
    void run(int blocks) {
        const uint8_t *in[kMost];
        uint8_t *out[kMost];
        for (int i = 0; i < blocks; ++i) {
            for (size_t channel = 0; channel < sent.size(); ++channel) {
                for (size_t n = 0; n < block; ++n)
                    rx[channel][n] = said(channel, at + n);
                std::memset(tx[channel], board::kAlawSilence, block);
                in[channel] = rx[channel];
                out[channel] = tx[channel];
            }
            const std::size_t before = gAllocations;
            media.process(in, out);
            REQUIRE(gAllocations == before);
            for (size_t channel = 0; channel < sent.size(); ++channel)
                sent[channel].insert(sent[channel].end(), tx[channel], tx[channel] + block);
            at += block;
        }
    }
    /// 100 ms from now on; then how loud `who` hears each in turn.
    double hears(size_t who, size_t whom) const { return levelOfTone(sent[who], since, whom); }
    void listen() {
        since = at;
        run(10 * static_cast<int>(80 / block));
    }
    Octets lastSent(size_t channel, size_t from) const {
        return Octets(sent[channel].begin() + static_cast<long>(from), sent[channel].end());
    }

    Told told;
    size_t block;
    Media media;
    std::vector<double> levelDbm0; // of each channel's tone
    bool patterns = false;         // octets that tell where they are from, in place of tones
    std::vector<Octets> sent;
    size_t at = 0, since = 0;
    uint8_t rx[kMost][80], tx[kMost][80];
};

using Row =
    std::pair<ChannelIndex, std::initializer_list<uint32_t>>; // a channel, and places of whom it hears

MixPlan planOf(std::initializer_list<Row> rows) {
    MixPlan plan;
    for (const Row &row : rows) {
        MixMember &member = plan.members[plan.count++];
        member.channel = row.first;
        for (const uint32_t place : row.second)
            member.hears |= uint32_t{1} << place;
    }
    return plan;
}

/// All hear all the others.
MixPlan conference(uint32_t members) {
    MixPlan plan;
    plan.count = members;
    for (uint32_t n = 0; n < members; ++n)
        plan.members[n] = {n, (UINT32_MAX >> (32 - members)) & ~(uint32_t{1} << n)};
    return plan;
}

} // namespace

TEST_CASE("three in conference: each hears the sum of the other two at their own levels, and not himself") {
    Hall hall(4);
    hall.levelDbm0 = {-10, -16, -13, -10};
    REQUIRE(hall.media.mix(0, conference(3)));
    hall.listen();
    for (size_t who = 0; who < 3; ++who)
        for (size_t whom = 0; whom < 4; ++whom)
            if (whom != who && whom != 3)
                CHECK(hall.hears(who, whom) == doctest::Approx(hall.levelDbm0[whom]).epsilon(0.01));
            else
                CHECK(hall.hears(who, whom) < kNotHeard);
    CHECK(hall.sent[3] == silence(hall.at));
}

TEST_CASE("a conference is as loud as a bridge, however many are in it: who talks alone loses nothing") {
    for (const uint32_t members : {3u, 10u, 32u}) {
        Hall hall(members);
        hall.levelDbm0[0] = -10;
        REQUIRE(hall.media.mix(0, conference(members)));
        hall.listen();
        Octets said = hall.saidBy(0, 0, hall.at);
        for (uint8_t &octet : said) // A-law's smallest value counts as silence in a sum
            octet = std::abs(dsp::alawToLinear(octet)) == 8 ? board::kAlawSilence : octet;
        for (size_t who = 1; who < members; ++who)
            CHECK(hall.sent[who] == said);
        CHECK(hall.sent[0] == silence(hall.at));
    }
}

TEST_CASE("thirty-two members: everyone hears everyone else") {
    Hall hall(32);
    std::fill(hall.levelDbm0.begin(), hall.levelDbm0.end(), -25);
    REQUIRE(hall.media.mix(31, conference(32)));
    hall.listen();
    for (size_t who = 0; who < 32; ++who)
        for (size_t whom = 0; whom < 32; ++whom)
            if (who != whom)
                REQUIRE(hall.hears(who, whom) == doctest::Approx(-25).epsilon(0.02));
            else
                REQUIRE(hall.hears(who, whom) < -40);
}

TEST_CASE("thirty-one who shout: held to full scale, softly, and never wrapped") {
    Hall hall(32);
    for (size_t channel = 0; channel < 31; ++channel)
        hall.levelDbm0[channel] = 3;
    REQUIRE(hall.media.mix(0, conference(32)));
    hall.listen();
    double sums = 0, products = 0, squares = 0; // of what was sent with the true sum
    for (size_t n = 0; n < hall.at; ++n) {
        double sum = 0;
        for (size_t channel = 0; channel < 31; ++channel)
            sum += dsp::alawToLinear(hall.said(channel, n));
        const double heard = dsp::alawToLinear(hall.sent[31][n]);
        if (std::abs(sum) > 31 * 8)
            REQUIRE(sum * heard >= 0); // a wrap turns the sign
        REQUIRE(std::abs(heard) <= 32'256);
        REQUIRE(std::abs(heard) >= std::min(std::abs(sum), 24'000.0) * 0.9 - 31 * 8);
        sums += sum * sum;
        products += sum * heard;
        squares += heard * heard;
    }
    CHECK(products / std::sqrt(sums * squares) > 0.85); // one can still tell what it is
}

TEST_CASE("a whisper: the agent hears his supervisor, the caller doesn't") {
    Hall hall(3); // caller, agent, supervisor
    hall.levelDbm0 = {-10, -12, -14};
    REQUIRE(hall.media.mix(0, planOf({{0, {1}}, {1, {0, 2}}, {2, {0, 1}}})));
    hall.listen();
    CHECK(hall.sent[0] == hall.saidBy(1, 0, hall.at)); // hears one only: bit for bit
    CHECK(hall.hears(1, 0) == doctest::Approx(-10).epsilon(0.01));
    CHECK(hall.hears(1, 2) == doctest::Approx(-14).epsilon(0.01));
    CHECK(hall.hears(2, 0) == doctest::Approx(-10).epsilon(0.01));
    CHECK(hall.hears(2, 1) == doctest::Approx(-12).epsilon(0.01));
}

TEST_CASE("a listener: hears both, and nobody hears him; the two still hear each other bit for bit") {
    Hall hall(3);
    hall.patterns = true;
    REQUIRE(hall.media.bridge(0, 1));
    hall.run(5);
    REQUIRE(hall.media.mix(0, planOf({{0, {1}}, {1, {0}}, {2, {0, 1}}})));
    hall.run(5);
    CHECK(hall.sent[0] == hall.saidBy(1, 0, hall.at)); // from the bridge on, without a gap
    CHECK(hall.sent[1] == hall.saidBy(0, 0, hall.at));
    CHECK(hall.lastSent(2, 0) != silence(hall.at));
    REQUIRE(hall.media.bridge(0, 1)); // he is put out by bridging the two again
    const size_t from = hall.at;
    hall.run(5);
    CHECK(hall.sent[0] == hall.saidBy(1, 0, hall.at));
    CHECK(hall.lastSent(2, from) == silence(hall.at - from));
}

TEST_CASE("many hear one: each gets its octets as they are, at any length of a block") {
    for (const int block : {80, 79, 8, 1}) {
        Hall hall(5, block);
        hall.patterns = true;
        REQUIRE(hall.media.mix(2, planOf({{4, {}}, {0, {0}}, {1, {0}}, {3, {0}}})));
        hall.run(30);
        for (const size_t who : {0, 1, 3})
            CHECK(hall.sent[who] == hall.saidBy(4, 0, hall.at));
        CHECK(hall.sent[4] == silence(hall.at));
        CHECK(hall.sent[2] == silence(hall.at));
    }
}

TEST_CASE("one leaves: from that block on nobody hears him, and the rest goes on without a gap") {
    for (const bool byClosing : {true, false}) {
        Hall hall(4);
        hall.levelDbm0 = {-10, -16, -13, -19};
        REQUIRE(hall.media.mix(0, conference(4)));
        hall.listen();
        if (byClosing)
            REQUIRE(hall.media.close(1));
        else
            REQUIRE(hall.media.mix(0, planOf({{0, {1, 2}}, {2, {0, 2}}, {3, {0, 1}}})));
        hall.listen();
        CHECK(hall.hears(0, 1) < kNotHeard);
        CHECK(hall.hears(0, 2) == doctest::Approx(-13).epsilon(0.01));
        CHECK(hall.hears(3, 0) == doctest::Approx(-10).epsilon(0.01));
        CHECK(hall.lastSent(1, hall.since) == silence(800));
        const size_t change = hall.since; // the tone is there before it and after it, in every part of it
        CHECK(levelOfTone(hall.sent[0], change - 400, 2) == doctest::Approx(-13).epsilon(0.01));
    }
}

TEST_CASE("they leave one after the other: the last two hear each other bit for bit, the last nobody") {
    Hall hall(3);
    hall.patterns = true;
    REQUIRE(hall.media.mix(0, conference(3)));
    hall.run(2);
    const size_t two = hall.at;
    REQUIRE(hall.media.close(0));
    hall.run(2);
    CHECK(hall.lastSent(1, two) == hall.saidBy(2, two, hall.at));
    CHECK(hall.lastSent(2, two) == hall.saidBy(1, two, hall.at));
    const size_t one = hall.at;
    REQUIRE(hall.media.close(2));
    hall.run(2);
    CHECK(hall.lastSent(1, one) == silence(hall.at - one));
    REQUIRE(hall.media.open(0, false)); // its next call is in no mix
    hall.run(2);
    CHECK(hall.lastSent(0, one) == silence(hall.at - one));
    REQUIRE(hall.media.unmix(0));
    CHECK_FALSE(hall.media.unmix(0));
}

TEST_CASE("bridges and mixes take a channel from each other; the others go on") {
    Hall hall(5);
    hall.patterns = true;
    REQUIRE(hall.media.mix(0, conference(3)));
    REQUIRE(hall.media.bridge(3, 4));
    hall.run(1);
    size_t from = hall.at;
    REQUIRE(hall.media.bridge(0, 3)); // out of the mix and out of the other bridge
    hall.run(1);
    CHECK(hall.lastSent(0, from) == hall.saidBy(3, from, hall.at));
    CHECK(hall.lastSent(3, from) == hall.saidBy(0, from, hall.at));
    CHECK(hall.lastSent(1, from) == hall.saidBy(2, from, hall.at));
    CHECK(hall.lastSent(4, from) == silence(80));
    from = hall.at;
    REQUIRE(hall.media.mix(1, planOf({{3, {1}}, {1, {0}}}))); // out of the bridge, out of the other mix
    hall.run(1);
    CHECK(hall.lastSent(3, from) == hall.saidBy(1, from, hall.at));
    CHECK(hall.lastSent(1, from) == hall.saidBy(3, from, hall.at));
    CHECK(hall.lastSent(0, from) == silence(80));
    CHECK(hall.lastSent(2, from) == silence(80));
    from = hall.at;
    REQUIRE(hall.media.unmix(1));
    hall.run(1);
    for (size_t channel = 0; channel < 5; ++channel)
        CHECK(hall.lastSent(channel, from) == silence(80));
    CHECK_FALSE(hall.media.unbridge(3));
}

TEST_CASE("what a member plays goes before what it hears, and the mix fills the rest of its block") {
    Hall hall(3);
    hall.patterns = true;
    REQUIRE(hall.media.mix(0, planOf({{0, {1, 2}}, {1, {0}}, {2, {0}}})));
    auto said = prompt(100, 7);
    REQUIRE(hall.media.play(0, list(1, {item(said)})));
    REQUIRE(hall.media.play(1, list(2, {item(said)})));
    hall.run(3);
    CHECK(Octets(hall.sent[0].begin(), hall.sent[0].begin() + 100) == said->alaw);
    CHECK(Octets(hall.sent[1].begin(), hall.sent[1].begin() + 100) == said->alaw);
    CHECK(hall.lastSent(1, 100) == hall.saidBy(0, 100, hall.at));
    CHECK(hall.sent[2] == hall.saidBy(0, 0, hall.at)); // what one is played, the others don't hear
    for (size_t n = 100; n < hall.at; ++n) {
        const int sum = dsp::alawToLinear(pattern(1, n)) + dsp::alawToLinear(pattern(2, n));
        if (std::abs(sum) <= 24'000)
            REQUIRE(std::abs(dsp::alawToLinear(hall.sent[0][n]) - sum) <= 8 + std::abs(sum) / 30);
    }
}

TEST_CASE("a recording of a member: left what it says, right what it is sent") {
    Hall hall(3);
    hall.levelDbm0 = {-10, -12, -14};
    REQUIRE(hall.media.mix(0, conference(3)));
    REQUIRE(hall.media.record(1, 9));
    hall.run(10);
    REQUIRE(hall.media.stopRecord(1, 9));
    REQUIRE(hall.told.blocks.size() == 1);
    const RecordingBlock &block = *hall.told.blocks[0];
    REQUIRE(block.samples == 800);
    Octets left, right;
    for (size_t n = 0; n < block.samples; ++n) {
        left.push_back(block.pairs[2 * n]);
        right.push_back(block.pairs[2 * n + 1]);
    }
    CHECK(left == hall.saidBy(1, 0, 800));
    CHECK(right == hall.sent[1]);
    CHECK(levelOfTone(right, 0, 0) == doctest::Approx(-10).epsilon(0.01));
    CHECK(levelOfTone(right, 0, 2) == doctest::Approx(-14).epsilon(0.01));
}

TEST_CASE("what cannot be a mix is refused, and nothing has changed") {
    Hall hall(33);
    hall.patterns = true;
    REQUIRE(hall.media.bridge(0, 1));
    hall.media.close(5);
    MixPlan tooMany = conference(32);
    tooMany.count = 33;
    const std::pair<uint32_t, MixPlan> wrong[] = {
        {0, MixPlan()}, // nobody
        {0, tooMany},
        {33, conference(2)}, // there are as many as channels
        {UINT32_MAX, conference(2)},
        {0, planOf({{0, {0}}, {1, {0}}})}, // hears himself
        {0, planOf({{0, {1}}, {1, {2}}})}, // hears who is no member
        {0, planOf({{0, {}}, {1, {31}}})},
        {0, planOf({{0, {1}}, {1, {0}}, {0, {}}})}, // twice
        {0, planOf({{0, {1}}, {33, {0}}})},         // no such channel
        {0, planOf({{0, {1}}, {5, {0}}})},          // not in use
    };
    for (const auto &[mix, plan] : wrong)
        CHECK_FALSE(hall.media.mix(mix, plan));
    CHECK_FALSE(hall.media.unmix(0));
    CHECK_FALSE(hall.media.unmix(33));
    hall.run(2);
    CHECK(hall.sent[0] == hall.saidBy(1, 0, hall.at));
}

TEST_CASE("changing mixes neither allocates nor frees, however often") {
    Hall hall(32);
    const MixPlan all = conference(32);
    const std::size_t before = gAllocations;
    for (uint32_t turn = 0; turn < 1000; ++turn) {
        hall.media.mix(turn % 32, all);
        hall.media.bridge(turn % 32, (turn + 1) % 32);
        hall.media.unmix(turn % 32);
    }
    CHECK(gAllocations == before);
    hall.patterns = true;
    hall.run(1);
}
