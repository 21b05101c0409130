// Any sound into all that listens to a channel in use: call progress, data tones, answerer, level, a far
// end's hang-up. Each tells what it may, as often as it may.
#include <cstdlib>

#include "media/listening.h"
#include "media/media.h"
#include "sound_script.h"

using namespace callbox;

namespace {

void require(bool so) {
    if (!so)
        std::abort();
}

/// What was told in one use of a channel.
struct Told final : media::Output {
    void digitBegan(board::ChannelIndex, char) override { std::abort(); } // not asked for here
    void digit(board::ChannelIndex, char, uint32_t) override { std::abort(); }
    void playEnded(board::ChannelIndex, std::unique_ptr<media::PlayList>, media::PlayEnd) override {
        std::abort();
    }
    void recordingBlock(media::RecordingBlock *) override { std::abort(); }
    void recordingEnded(board::ChannelIndex, media::RecordingId, media::RecordingEnd, uint64_t,
                        uint64_t) override {
        std::abort();
    }
    void tapAudio(board::ChannelIndex, const uint8_t *, size_t) override { std::abort(); }

    void progressTone(board::ChannelIndex, const dsp::ProgressEvent &event) override {
        require(event.ended == toneSounds); // one ends before the next begins
        toneSounds = !event.ended;
        ++tones;
    }
    void dataTone(board::ChannelIndex, dsp::DataTone tone) override {
        const unsigned bit = 1u << static_cast<unsigned>(tone);
        require(static_cast<int>(tone) < dsp::kDataToneCount && (dataTones & bit) == 0); // each once
        dataTones |= bit;
    }
    void answerer(board::ChannelIndex, const dsp::AnswererNews &news) override {
        if (news.answer == dsp::Answer::kBeep)
            require(verdict == dsp::Answer::kMachine && !beep);
        else
            require(verdict == dsp::Answer::kNone && news.atMs <= dsp::AnswererDetector::kLatestVerdictMs);
        beep = beep || news.answer == dsp::Answer::kBeep;
        verdict = verdict == dsp::Answer::kNone ? news.answer : verdict;
    }
    void level(board::ChannelIndex, const dsp::LevelReading &reading) override {
        require(reading.activeDbm0 >= -99 && reading.activeDbm0 <= 6.2); // a full square wave
        require(reading.noiseDbm0 >= -99 && reading.noiseDbm0 <= 6.2);
        require(reading.activity >= 0 && reading.activity <= 1);
        ++levels;
    }
    void hangupHeard(board::ChannelIndex) override { require(++hangups == 1); }

    bool toneSounds = false, beep = false;
    size_t tones = 0, levels = 0;
    unsigned dataTones = 0;
    dsp::Answer verdict = dsp::Answer::kNone;
    int hangups = 0;
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    static constexpr const char *kCountries[] = {"cn", "us", "gb", "de"};
    fuzz::Input input{octets, count};
    const dsp::TonePlan &plan = *dsp::findTonePlan(kCountries[input.choice(4)]);
    const size_t block = 1 + size_t{input.choice(80)};
    const std::vector<int16_t> sound = fuzz::SoundScript::read(input, 20);
    const dsp::ProgressTables tables(plan);
    media::Listening listening(plan, tables);
    Told told;
    listening.makeLine(true);
    listening.open();
    require(listening.watch(media::kHearAll));
    for (size_t at = 0; at < sound.size(); at += block)
        listening.hear(0, &sound[at], static_cast<int>(std::min(block, sound.size() - at)), told);
    listening.close(0, told);
    require(told.levels == sound.size() / 8000);
    require(told.tones <= 2 * (sound.size() / 800 + 1)); // no tone is known in less than 100 ms
    require(sound.size() < 16 * 8000 || told.verdict != dsp::Answer::kNone);
    return 0;
}
