#include <doctest/doctest.h>

#include <algorithm>

#include "media/talk_buffer.h"
#include "media/test_channels.h"

using namespace callbox;
using namespace callbox::media;
using namespace callbox::media::testing;

TEST_CASE("play: sources follow each other without a gap, any block size, and end once") {
    for (const int block : {80, 79, 33, 1}) {
        Bench bench(block);
        bench.media.open(0, false);
        const auto first = prompt(123), second = prompt(1001, 9);
        REQUIRE(bench.media.play(0, list(7, {item(first), silenceOf(5), item(second)})));
        bench.run(1300 / block + 1);
        Octets expected = first->alaw;
        expected.insert(expected.end(), 40, board::kAlawSilence);
        expected.insert(expected.end(), second->alaw.begin(), second->alaw.end());
        expected.resize(bench.at, board::kAlawSilence);
        CHECK(bench.sent[0] == expected);
        CHECK(bench.told.take() == "play0d ");
        REQUIRE(bench.told.ended != nullptr);
        CHECK(bench.told.ended->play == 7);
    }
}

TEST_CASE("play: a loop has no gap; stopping and replacing are told with their reason") {
    Bench bench;
    bench.media.open(0, false);
    const auto music = prompt(1234);
    REQUIRE(bench.media.play(0, list(1, {item(music)}, true)));
    bench.run(200);
    for (size_t n = 0; n < bench.at; ++n)
        REQUIRE(bench.sent[0][n] == music->alaw[n % 1234]);
    CHECK(bench.told.take().empty());
    CHECK_FALSE(bench.media.stopPlay(0, 2)); // another one
    REQUIRE(bench.media.play(0, list(2, {toneOf(dsp::Tone::kBusy, 0)})));
    CHECK(bench.told.take() == "play0r ");
    CHECK(bench.told.ended->play == 1);
    bench.run(100);
    CHECK(levelOf(bench.sent[0], 200 * 80, 2800) == doctest::Approx(-10).epsilon(0.02));
    CHECK(bench.media.stopPlay(0, 2));
    CHECK(bench.told.take() == "play0s ");
    CHECK_FALSE(bench.media.stopPlay(0, 2));
    bench.run();
    CHECK(bench.tx[0] == silence(80));
    REQUIRE(bench.media.play(0, list(3, {silenceOf(1000)})));
    CHECK(bench.media.close(0));
    CHECK(bench.told.take() == "play0c ");
}

TEST_CASE("play: lists that can't be played are refused and change nothing") {
    Bench bench;
    bench.media.open(0, false);
    REQUIRE(bench.media.play(0, list(1, {item(prompt(80'000))})));
    std::vector<PlayItem> tooMany(kMaxPlayItems + 1, silenceOf(1));
    CHECK_FALSE(bench.media.play(0, nullptr));
    CHECK_FALSE(bench.media.play(0, list(2, {})));
    CHECK_FALSE(bench.media.play(0, list(2, {}, true)));
    CHECK_FALSE(bench.media.play(0, list(2, {item(nullptr)})));
    CHECK_FALSE(bench.media.play(0, list(2, {item(std::make_shared<Prompt>())}, true)));
    CHECK_FALSE(bench.media.play(0, list(2, {toneOf(static_cast<dsp::Tone>(200), 1)})));
    CHECK_FALSE(bench.media.play(0, list(2, tooMany)));
    CHECK_FALSE(bench.media.setTone(0, static_cast<dsp::Tone>(dsp::kToneCount)));
    CHECK(bench.told.take().empty());
    CHECK(bench.media.stopPlay(0, 1));
}

TEST_CASE("what goes out: play list, digits, talk, bridge peer, tone, silence, in this order") {
    Bench bench;
    bench.incoming = pattern;
    bench.media.open(0, false);
    bench.media.open(1, false);
    bench.media.setTone(0, dsp::Tone::kDial);
    bench.run();
    CHECK(levelOf(bench.tx[0], 0, 80) > -12);
    bench.media.bridge(0, 1);
    bench.run();
    CHECK(bench.tx[0] == bench.rx[1]);
    const Octets said(800, 0x11);
    bench.media.talk(0, said.data(), said.size());
    bench.run();
    CHECK(bench.tx[0] == Octets(80, 0x11));
    bench.media.sendDigits(0, "5");
    bench.run(16);
    CHECK(levelOf(bench.sent[0], 3 * 80, 640) == doctest::Approx(-4.9).epsilon(0.03));
    CHECK(levelOf(bench.sent[0], 3 * 80 + 640, 640) ==
          dsp::levelDbm0(std::vector<int16_t>(640, 8).data(), 640));
    bench.run();
    CHECK(bench.tx[0] == Octets(80, 0x11)); // talk goes on where it was
    bench.media.play(0, list(1, {item(prompt(40))}));
    bench.run();
    CHECK(Octets(bench.tx[0].begin(), bench.tx[0].begin() + 40) == prompt(40)->alaw);
    CHECK(Octets(bench.tx[0].begin() + 40, bench.tx[0].end()) == Octets(40, 0x11)); // no late rest of a block
    bench.run(9);                                                                   // what was left to say
    CHECK(bench.tx[0] == bench.rx[1]);
    bench.media.unbridge(0);
    bench.run();
    CHECK(levelOf(bench.tx[0], 0, 80) > -12);
    bench.media.clearTone(0);
    bench.run();
    CHECK(bench.tx[0] == silence(80));
}

TEST_CASE("talk: what comes too fast loses its oldest part, what comes in pieces sounds whole") {
    Bench bench;
    bench.media.open(0, false);
    const auto said = prompt(10'000)->alaw;
    bench.media.talk(0, said.data(), said.size());
    bench.run(41);
    CHECK(Octets(bench.sent[0].begin(), bench.sent[0].begin() + 3200) ==
          Octets(said.end() - 3200, said.end()));
    CHECK(Octets(bench.sent[0].begin() + 3200, bench.sent[0].end()) == silence(80));
    Bench pieces;
    pieces.media.open(0, false);
    for (int i = 0; i < 50; ++i) { // 20 ms at a time
        pieces.media.talk(0, &said[static_cast<size_t>(i) * 160], 160);
        pieces.run(2);
    }
    pieces.run(20);
    const auto start =
        std::search(pieces.sent[0].begin(), pieces.sent[0].end(), said.begin(), said.begin() + 160);
    REQUIRE(start - pieces.sent[0].begin() <= kTalkStartMs * 8);
    CHECK(Octets(start, start + 8000) == Octets(said.begin(), said.begin() + 8000));
    Bench word; // shorter than what is held back
    word.media.open(0, false);
    word.media.talk(0, said.data(), 30);
    word.media.talk(0, nullptr, 0);
    word.run(6);
    CHECK(std::search(word.sent[0].begin(), word.sent[0].end(), said.begin(), said.begin() + 30) !=
          word.sent[0].end());
}
