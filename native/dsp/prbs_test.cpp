#include "dsp/prbs.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>
#include <set>
#include <vector>

using namespace callbox::dsp;

namespace {

struct Sequence {
    Prbs kind;
    size_t stages, longestZeros, longestOnes;
};
// The longest runs, as they are sent: O.150 inverts 2^15 - 1, so that its runs of noughts have 15 bits.
const Sequence kSequences[] = {{Prbs::k2e11, 11, 10, 11}, {Prbs::k2e15, 15, 15, 14}};

std::vector<int> bitsOf(PrbsGenerator &generator, size_t octets) {
    std::vector<int> bits;
    for (size_t i = 0; i < octets; ++i) {
        const uint8_t octet = generator.next();
        for (int bit = 7; bit >= 0; --bit)
            bits.push_back((octet >> bit) & 1);
    }
    return bits;
}

size_t longestRun(const std::vector<int> &bits, int of) {
    size_t longest = 0, run = 0;
    for (const int bit : bits) {
        run = bit == of ? run + 1 : 0;
        longest = std::max(longest, run);
    }
    return longest;
}

struct Line { // a generator, a checker and what happens between them
    explicit Line(Prbs kind) : generator(kind), checker(kind) {}
    std::vector<uint8_t> send(size_t octets) {
        std::vector<uint8_t> sent(octets);
        generator.fill(sent.data(), octets);
        return sent;
    }
    void hear(const std::vector<uint8_t> &octets) { checker.hear(octets.data(), octets.size()); }
    void clean(size_t octets) { hear(send(octets)); }
    PrbsGenerator generator;
    PrbsChecker checker;
};

void turn(std::vector<uint8_t> &octets, size_t bit) {
    octets[bit / 8] ^= static_cast<uint8_t>(0x80 >> (bit % 8));
}

} // namespace

TEST_CASE("the sequences are those of ITU-T O.150: period, balance, longest runs, every state once") {
    for (const Sequence &sequence : kSequences) {
        CAPTURE(sequence.stages);
        PrbsGenerator generator(sequence.kind);
        const size_t period = (size_t{1} << sequence.stages) - 1;
        auto bits = bitsOf(generator, 2 * period);
        CHECK(std::equal(bits.begin(), bits.end() - static_cast<long>(period),
                         bits.begin() + static_cast<long>(period)));
        std::set<size_t> states;
        for (size_t start = 0; start < period; ++start) {
            size_t state = 0;
            for (size_t i = 0; i < sequence.stages; ++i)
                state = state << 1 | static_cast<size_t>(bits[start + i]);
            states.insert(state);
        }
        CHECK(states.size() == period); // so no shorter period
        CHECK(longestRun(bits, 0) == sequence.longestZeros);
        CHECK(longestRun(bits, 1) == sequence.longestOnes);
        // The feedback itself, on what the register holds (inverted back).
        const size_t first = sequence.kind == Prbs::k2e15 ? 14 : 9;
        for (size_t i = sequence.stages; i < period; ++i) {
            const int invert = sequence.kind == Prbs::k2e15 ? 1 : 0;
            REQUIRE((bits[i] ^ invert) == (bits[i - first] ^ bits[i - sequence.stages]));
        }
    }
}

TEST_CASE("a clean line is in sync within 100 bits, wherever the sequence begins, and has no errors") {
    for (const Sequence &sequence : kSequences) {
        for (uint32_t start = 1; start < 0x7FF; start += 13) {
            Line line(sequence.kind);
            line.generator.setRegister(start);
            line.clean(13);
            REQUIRE(line.checker.inSync());
            line.clean(8'000);
            CHECK(line.checker.errors() == 0);
            CHECK(line.checker.bits() >= 8'000 * 8);
        }
    }
}

TEST_CASE("each bit error is counted once, single, in pairs, in bursts and next to one another") {
    for (const Sequence &sequence : kSequences) {
        std::mt19937_64 random(20'261'123);
        for (const size_t errors : {1u, 2u, 3u, 15u, 64u, 200u}) {
            for (int round = 0; round < 20; ++round) {
                Line line(sequence.kind);
                line.clean(200);
                auto octets = line.send(4'000);
                std::set<size_t> places;
                if (round % 2 == 0) { // a burst, one bit after the other
                    const size_t first = random() % (octets.size() * 8 - errors);
                    for (size_t i = 0; i < errors; ++i)
                        places.insert(first + i);
                }
                while (places.size() < errors)
                    places.insert(random() % (octets.size() * 8));
                for (const size_t place : places)
                    turn(octets, place);
                line.hear(octets);
                CHECK(line.checker.errors() == errors);
                CHECK(line.checker.lossesOfSync() == 0);
            }
        }
    }
}

TEST_CASE("an error ratio of 0.02 for ten seconds is counted to the bit") {
    for (const Sequence &sequence : kSequences) {
        std::mt19937_64 random(3);
        Line line(sequence.kind);
        line.clean(200);
        auto octets = line.send(80'000);
        uint64_t turned = 0;
        for (size_t bit = 0; bit < octets.size() * 8; ++bit) {
            if (random() % 50 == 0) {
                turn(octets, bit);
                ++turned;
            }
        }
        line.hear(octets);
        CHECK(line.checker.errors() == turned);
        CHECK(line.checker.lossesOfSync() == 0);
    }
}

TEST_CASE("a slip is one loss of sync and no bit error, and the count goes on after it") {
    for (const Sequence &sequence : kSequences) {
        for (const bool repeat : {true, false}) {
            for (size_t at = 300; at < 500; at += 7) {
                Line line(sequence.kind);
                line.clean(200);
                auto octets = line.send(2'000);
                const auto place = octets.begin() + static_cast<long>(at);
                if (repeat)
                    octets.insert(place, *place);
                else
                    octets.erase(place);
                turn(octets, 10 * 8 + 3); // long before it
                turn(octets, 1'800 * 8);  // long after it
                line.hear(octets);
                CHECK(line.checker.lossesOfSync() == 1);
                CHECK(line.checker.errors() == 2);
                CHECK(line.checker.inSync());
                CHECK(line.checker.bits() < 2'200 * 8);
                CHECK(line.checker.bits() > 1'900 * 8);
            }
        }
    }
}

TEST_CASE("what is no sequence is never taken for one") {
    for (const Sequence &sequence : kSequences) {
        for (int octet = 0; octet < 256; ++octet) { // silence, all ones, all noughts, any idle pattern
            Line line(sequence.kind);
            line.hear(std::vector<uint8_t>(8'000, static_cast<uint8_t>(octet)));
            CHECK_FALSE(line.checker.inSync());
            CHECK(line.checker.bits() == 0);
        }
        std::mt19937_64 random(4);
        Line line(sequence.kind);
        std::vector<uint8_t> noise(800'000);
        std::generate(noise.begin(), noise.end(), [&] { return static_cast<uint8_t>(random()); });
        line.hear(noise);
        CHECK_FALSE(line.checker.inSync());
        CHECK(line.checker.lossesOfSync() == 0);
        Line other(sequence.kind == Prbs::k2e11 ? Prbs::k2e15 : Prbs::k2e11); // the other end's other setting
        auto octets = Line(sequence.kind).send(80'000);
        other.hear(octets);
        CHECK(other.checker.bits() == 0);
    }
}

TEST_CASE("a line that goes silent loses sync once, and finds it again") {
    for (const Sequence &sequence : kSequences) {
        for (const int octet : {0x00, 0x55, 0xD5, 0xFF}) {
            Line line(sequence.kind);
            line.clean(1'000);
            line.hear(std::vector<uint8_t>(8'000, static_cast<uint8_t>(octet)));
            CHECK_FALSE(line.checker.inSync());
            CHECK(line.checker.lossesOfSync() == 1);
            line.clean(1'000);
            CHECK(line.checker.inSync());
            CHECK(line.checker.errors() == 0);
            CHECK(line.checker.lossesOfSync() == 1);
        }
    }
}
