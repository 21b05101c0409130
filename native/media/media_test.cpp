#include <doctest/doctest.h>

#include <cstdlib>
#include <new>
#include <stdexcept>

#include "dsp/dtmf.h"
#include "dsp/dtmf_generator.h"
#include "media/digit_sender.h"
#include "media/test_channels.h"

using namespace callbox;
using namespace callbox::media;
using namespace callbox::media::testing;

// Counts what process() and the commands must not do.
std::atomic<std::size_t> callbox::media::testing::gAllocations{0};

[[gnu::noinline]] void *operator new(std::size_t octets) {
    ++callbox::media::testing::gAllocations;
    if (void *memory = std::malloc(octets == 0 ? 1 : octets))
        return memory;
    throw std::bad_alloc();
}
[[gnu::noinline]] void operator delete(void *memory) noexcept { std::free(memory); }
[[gnu::noinline]] void operator delete(void *memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("a channel that is not in use hears nothing and takes no command") {
    Bench bench;
    Media &media = bench.media;
    const uint8_t octet = 0;
    for (const ChannelIndex channel : {ChannelIndex{0}, ChannelIndex{4}, ChannelIndex{UINT32_MAX}}) {
        auto kept = list(1, {silenceOf(10)});
        CHECK_FALSE(media.play(channel, std::move(kept)));
        CHECK(kept != nullptr); // a refused list stays with the caller
        CHECK_FALSE(media.stopPlay(channel, 1));
        CHECK_FALSE(media.sendDigits(channel, "1"));
        CHECK_FALSE(media.bridge(channel, 1));
        CHECK_FALSE(media.unbridge(channel));
        CHECK_FALSE(media.record(channel, 1));
        CHECK_FALSE(media.stopRecord(channel, 1));
        CHECK_FALSE(media.tap(channel, true));
        CHECK_FALSE(media.talk(channel, &octet, 1));
        CHECK_FALSE(media.setTone(channel, dsp::Tone::kDial));
        CHECK_FALSE(media.clearTone(channel));
        CHECK_FALSE(media.close(channel));
    }
    CHECK_FALSE(media.open(4, true));
    REQUIRE(media.open(0, true));
    CHECK_FALSE(media.open(0, true));
    bench.run(10);
    CHECK(bench.sent[0] == silence(800));
    CHECK(bench.told.take().empty());
    CHECK_THROWS_AS(Media(1, 0, kChina, bench.told, 1), std::invalid_argument);
    CHECK_THROWS_AS(Media(1, 81, kChina, bench.told, 1), std::invalid_argument);
}

TEST_CASE("bridge: both ways, bit for bit, in the same block, until undone") {
    for (const int block : {80, 79, 40, 1}) {
        Bench bench(block);
        bench.incoming = pattern;
        for (ChannelIndex channel = 0; channel < 3; ++channel)
            bench.media.open(channel, true);
        REQUIRE(bench.media.bridge(0, 1));
        bench.run(100);
        Octets from0, from1;
        for (size_t n = 0; n < bench.at; ++n) {
            from0.push_back(pattern(0, n));
            from1.push_back(pattern(1, n));
        }
        CHECK(bench.sent[0] == from1);
        CHECK(bench.sent[1] == from0);
        CHECK(bench.sent[2] == silence(bench.at));
    }
}

TEST_CASE("bridge: a new one takes a channel out of the old one; closing frees the peer") {
    Bench bench;
    bench.incoming = pattern;
    for (ChannelIndex channel = 0; channel < 3; ++channel)
        bench.media.open(channel, false);
    CHECK_FALSE(bench.media.bridge(0, 0));
    CHECK_FALSE(bench.media.bridge(0, 3)); // not in use
    REQUIRE(bench.media.bridge(0, 1));
    REQUIRE(bench.media.bridge(1, 2));
    bench.run();
    CHECK(bench.tx[0] == silence(80));
    CHECK(bench.tx[1] == bench.rx[2]);
    CHECK(bench.tx[2] == bench.rx[1]);
    CHECK(bench.media.close(1));
    bench.run();
    CHECK(bench.tx[2] == silence(80));
    CHECK_FALSE(bench.media.unbridge(2));
    REQUIRE(bench.media.bridge(0, 2));
    CHECK(bench.media.unbridge(2));
    CHECK_FALSE(bench.media.unbridge(0));
}

TEST_CASE("digits: one channel sends, the other hears each once, through a bridge and both ways") {
    Bench bench;
    for (ChannelIndex channel = 0; channel < 4; ++channel)
        bench.media.open(channel, true);
    CHECK_FALSE(bench.media.sendDigits(0, "12x"));
    CHECK_FALSE(bench.media.sendDigits(0, std::string(kMaxQueuedDigits + 1, '1')));
    CHECK(bench.media.sendDigits(0, ""));
    REQUIRE(bench.media.sendDigits(0, "123A456B"));
    REQUIRE(bench.media.sendDigits(0, "789C*0#D"));
    std::string heard;
    for (int i = 0; i < 270; ++i) {
        bench.run();
        bench.rx[1] = bench.tx[0]; // the wire
        bench.rx[2] = bench.tx[0];
    }
    const std::string text = bench.told.take();
    for (size_t at = text.find("digit1"); at != std::string::npos; at = text.find("digit1", at + 1))
        heard += text[at + 6];
    CHECK(heard == dsp::kDtmfDigits);
    CHECK(text.find("began1" + heard.substr(0, 1)) < text.find("digit1" + heard.substr(0, 1)));
    CHECK(std::abs(static_cast<int>(bench.told.lastDurationMs) - 80) <= 6);

    bench.media.bridge(1, 2);
    bench.media.sendDigits(0, "7");
    for (int i = 0; i < 20; ++i) {
        bench.run();
        bench.rx[1] = bench.rx[2] = bench.tx[0];
    }
    const std::string bridged = bench.told.take();
    CHECK(bridged.find("digit17") != std::string::npos);
    CHECK(bridged.find("digit27") != std::string::npos);
}

TEST_CASE("digits: one that sounds when the channel is closed is still told; not heard if not wanted") {
    Bench bench;
    bench.media.open(0, true);
    bench.media.open(1, false);
    dsp::DtmfGenerator generator;
    generator.start('9', 1000, 0);
    for (int i = 0; i < 20; ++i) {
        int16_t linear[80];
        generator.generate(linear, 80);
        dsp::linearToAlaw(linear, bench.rx[0].data(), 80);
        bench.rx[1] = bench.rx[0];
        bench.run();
    }
    CHECK(bench.told.take() == "began09 ");
    bench.media.close(0);
    CHECK(bench.told.take() == "digit09 ");
    CHECK(std::abs(static_cast<int>(bench.told.lastDurationMs) - 200) <= 10);
    bench.media.close(1);
    CHECK(bench.told.take().empty());
}

TEST_CASE("tap: all that is received, in 20 ms, at any block size") {
    for (const int block : {80, 79, 7}) {
        Bench bench(block);
        bench.incoming = pattern;
        bench.media.open(0, false);
        bench.media.tap(0, true);
        bench.run(400);
        const Octets &tap = bench.told.taps[0];
        CHECK(bench.told.tapsWhole);
        CHECK(tap.size() == bench.at / 160 * 160);
        for (size_t n = 0; n < tap.size(); ++n)
            REQUIRE(tap[n] == pattern(0, n));
        bench.media.tap(0, false);
        bench.run(100);
        CHECK(bench.told.taps[0].size() == tap.size());
    }
}

TEST_CASE("commands neither allocate nor free") {
    Bench bench;
    auto first = list(1, {item(prompt(8000))}), second = list(2, {item(prompt(8000))}, true);
    const Octets said(800, 1);
    const std::size_t before = gAllocations;
    bench.media.open(0, true);
    bench.media.open(1, true);
    bench.media.play(0, std::move(first));
    bench.media.sendDigits(0, "0123456789*#");
    bench.media.bridge(0, 1);
    bench.media.talk(0, said.data(), said.size());
    bench.media.setTone(0, dsp::Tone::kBusy);
    bench.media.tap(0, true);
    bench.media.record(0, 1);
    bench.media.play(1, std::move(second));
    bench.media.close(0);
    bench.media.close(1);
    CHECK(gAllocations == before);
}
