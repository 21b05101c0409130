// The media kernel against what one would write first, both in this run: 240 channels in 120 bridges, DTMF
// heard on all, 120 conversations recorded to files. The baseline takes each channel by itself every 20 ms:
// decode, spandsp's dtmf_rx, and for a recording one write(2) of 16-bit stereo. One JSON line per figure.
// Never asserts a time. What counts is the thread's CPU time, the median of rounds in which all take turns:
// whatever else runs on the machine then hits them alike.
//
// Arguments: a folder for the recordings, then WAV files of speech (8 kHz, mono).
#include <fcntl.h>
#include <spandsp.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "board/board.h"
#include "dsp/g711.h"
#include "media/media.h"
#include "media/wav_reader.h"
#include "media/wav_writer.h"

using namespace callbox;

namespace {

constexpr size_t kChannels = 240;
constexpr size_t kRecordings = 120; // channel n with channel n + 120
constexpr size_t kBlock = board::kMaxBlockSamples;
constexpr size_t kFrame = 160;
constexpr size_t kLoopBlocks = 1000; // 10 s of sound per channel, again and again
constexpr size_t kBlocks = 2000;     // 20 s of telephony a round
constexpr int kRounds = 7;
constexpr size_t kTrashOctets = 2u << 20;

/// Completes recordings a second at a time, as the writer thread does.
class Writer : public media::Output {
  public:
    Writer(const std::string &folder, bool write) : folder_(folder), write_(write) {}
    void begin(media::RecordingId recording, media::ChannelIndex channel) {
        const std::string path = folder_ + "/kernel-" + std::to_string(channel) + ".wav";
        ::unlink(path.c_str());
        if (files_[recording].open(path) != media::WavStatus::kOk)
            throw std::runtime_error("cannot write " + path);
    }
    void digitBegan(media::ChannelIndex, char) override {}
    void digit(media::ChannelIndex, char, uint32_t) override { ++digits; }
    void playEnded(media::ChannelIndex, std::unique_ptr<media::PlayList>, media::PlayEnd) override {}
    void recordingBlock(media::RecordingBlock *block) override {
        if (write_)
            files_[block->recording].append(block->pairs.data(), block->samples);
        media->pool().give(block);
    }
    void recordingEnded(media::ChannelIndex, media::RecordingId recording, media::RecordingEnd, uint64_t,
                        uint64_t) override {
        files_.erase(recording);
    }
    void tapAudio(media::ChannelIndex, const uint8_t *, size_t) override {}

    media::Media *media = nullptr;
    uint64_t digits = 0;

  private:
    const std::string folder_;
    const bool write_;
    std::map<media::RecordingId, media::WavWriter> files_;
};

class PlainChannel {
  public:
    PlainChannel() : detector_(dtmf_rx_init(nullptr, nullptr, nullptr)) {}
    ~PlainChannel() {
        dtmf_rx_free(detector_);
        if (file_ >= 0)
            ::close(file_);
    }
    PlainChannel(const PlainChannel &) = delete;
    PlainChannel &operator=(const PlainChannel &) = delete;

    void record(const std::string &path) {
        file_ = ::open(path.c_str(), O_CREAT | O_TRUNC | O_WRONLY, 0600);
        if (file_ < 0)
            throw std::runtime_error("cannot write " + path);
    }
    void rewind() {
        if (file_ >= 0 && ::ftruncate(file_, 0) == 0)
            ::lseek(file_, 0, SEEK_SET);
    }
    /// How many digits it found.
    size_t frame(const uint8_t *rx, const uint8_t *peer, uint8_t *tx) {
        int16_t heard[kFrame], sent[kFrame];
        for (size_t n = 0; n < kFrame; ++n)
            heard[n] = dsp::alawToLinear(rx[n]);
        dtmf_rx(detector_, heard, kFrame);
        char digits[32];
        const size_t found = dtmf_rx_get(detector_, digits, sizeof digits - 1);
        std::memcpy(tx, peer, kFrame);
        if (file_ < 0)
            return found;
        int16_t pairs[2 * kFrame];
        for (size_t n = 0; n < kFrame; ++n)
            sent[n] = dsp::alawToLinear(tx[n]);
        for (size_t n = 0; n < kFrame; ++n) {
            pairs[2 * n] = heard[n];
            pairs[2 * n + 1] = sent[n];
        }
        if (::write(file_, pairs, sizeof pairs) != static_cast<ssize_t>(sizeof pairs))
            throw std::runtime_error("the disk is full");
        return found;
    }

  private:
    dtmf_rx_state_t *detector_;
    int file_ = -1;
};

/// What every channel hears, kLoopBlocks blocks each. A card delivers it block by block for all channels.
class Sound {
  public:
    explicit Sound(const std::vector<std::vector<uint8_t>> &voices)
        : octets_(kLoopBlocks * kChannels * kBlock) {
        for (size_t channel = 0; channel < kChannels; ++channel) {
            const std::vector<uint8_t> &voice = voices[channel % voices.size()];
            const size_t start = channel * 3371; // so that not all say the same at once
            for (size_t sample = 0; sample < kLoopBlocks * kBlock; ++sample)
                *at(sample / kBlock, channel, sample % kBlock) = voice[(start + sample) % voice.size()];
        }
    }
    const uint8_t *block(size_t block, size_t channel) const {
        return &octets_[(block % kLoopBlocks * kChannels + channel) * kBlock];
    }

  private:
    uint8_t *at(size_t block, size_t channel, size_t sample) {
        return &octets_[(block * kChannels + channel) * kBlock + sample];
    }
    std::vector<uint8_t> octets_;
};

double cpuSeconds() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return static_cast<double>(used.tv_sec) + static_cast<double>(used.tv_nsec) * 1e-9;
}

/// Who is measured: 240 channels and what they hear.
class Contender {
  public:
    virtual ~Contender() = default;
    virtual void begin() = 0;         // a round: files begin anew
    virtual void block(size_t n) = 0; // the n-th 10 ms
    size_t digits = 0;                // found in speech: a mistake, but no reason to stop

    /// Nanoseconds per channel and 20 ms. Between blocks `trash` is read, if any, so that the caches have
    /// seen other work; its time is not counted.
    double round(std::vector<uint8_t> *trash) {
        begin();
        double seconds = 0;
        const double start = cpuSeconds();
        for (size_t n = 0; n < kBlocks; ++n) {
            if (trash == nullptr) {
                block(n);
                continue;
            }
            for (size_t at = 0; at < trash->size(); at += 64)
                ++(*trash)[at];
            const double before = cpuSeconds();
            block(n);
            seconds += cpuSeconds() - before;
        }
        if (trash == nullptr)
            seconds = cpuSeconds() - start;
        return seconds * 1e9 / (kBlocks * 0.5 * kChannels);
    }
};

void line(const std::string &name, double value, double baseline) {
    std::printf("{\"bench\":\"media\",\"name\":\"%s\",\"value\":%.1f,\"unit\":\"ns per channel and 20 ms\","
                "\"baseline\":%.1f,\"ratio\":%.3f,\"timesFaster\":%.1f}\n",
                name.c_str(), value, baseline, value / baseline, baseline / value);
}

class Plain final : public Contender {
  public:
    Plain(const Sound &sound, const std::string &folder)
        : sound_(sound), channels_(kChannels), in_(kChannels * kFrame), out_(kChannels * kFrame) {
        for (size_t n = 0; n < kRecordings; ++n)
            channels_[n].record(folder + "/plain-" + std::to_string(n) + ".raw");
    }
    void begin() override {
        for (PlainChannel &channel : channels_)
            channel.rewind();
    }
    void block(size_t n) override {
        const size_t half = n % 2 * kBlock; // its block is 20 ms, the card's 10
        for (size_t channel = 0; channel < kChannels; ++channel)
            std::memcpy(&in_[channel * kFrame + half], sound_.block(n, channel), kBlock);
        for (size_t channel = 0; half != 0 && channel < kChannels; ++channel)
            digits += channels_[channel].frame(&in_[channel * kFrame],
                                               &in_[(channel + kRecordings) % kChannels * kFrame],
                                               &out_[channel * kFrame]);
    }

  private:
    const Sound &sound_;
    std::vector<PlainChannel> channels_;
    std::vector<uint8_t> in_, out_;
};

class Kernel final : public Contender {
  public:
    Kernel(const Sound &sound, const std::string &folder, bool write)
        : sound_(sound), writer_(folder, write),
          media_(kChannels, kBlock, *dsp::findTonePlan("cn"), writer_, 4 * kRecordings),
          in_(kChannels * kBlock), out_(kChannels * kBlock, board::kAlawSilence) {
        writer_.media = &media_;
        for (media::ChannelIndex channel = 0; channel < kChannels; ++channel) {
            media_.open(channel, true);
            rx_.push_back(&in_[channel * kBlock]);
            tx_.push_back(&out_[channel * kBlock]);
        }
        for (media::ChannelIndex channel = 0; channel < kRecordings; ++channel) {
            media_.bridge(channel, channel + kRecordings);
        }
    }
    void begin() override {
        for (media::ChannelIndex channel = 0; channel < kRecordings; ++channel) {
            media_.stopRecord(channel, recording_ - kRecordings);
            writer_.begin(recording_, channel);
            media_.record(channel, recording_++);
        }
    }
    void block(size_t n) override {
        std::memcpy(in_.data(), sound_.block(n, 0), in_.size());
        media_.process(rx_.data(), tx_.data());
        digits = writer_.digits;
    }

  private:
    const Sound &sound_;
    Writer writer_;
    media::RecordingId recording_ = kRecordings;
    media::Media media_;
    std::vector<uint8_t> in_, out_;
    std::vector<const uint8_t *> rx_;
    std::vector<uint8_t *> tx_;
};

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void compare(const std::string &name, const Sound &sound, const std::string &folder,
             std::vector<uint8_t> *trash) {
    Plain plain(sound, folder);
    Kernel writing(sound, folder, true), silent(sound, folder, false);
    Contender *const contenders[] = {&plain, &writing, &silent};
    std::vector<double> ns[3];
    for (int round = 0; round < kRounds; ++round)
        for (int n = 0; n < 3; ++n)
            ns[n].push_back(contenders[n]->round(trash));
    line(name + ": kernel with its files", median(ns[1]), median(ns[0]));
    line(name + ": kernel without writing", median(ns[2]), median(ns[0]));
    std::fprintf(stderr, "digits found in speech: plain loop %zu, kernel %zu\n", plain.digits,
                 writing.digits);
}

/// Speech without a pause, and as in a conversation: each side silent while the other speaks.
std::vector<std::vector<uint8_t>> voices(int files, char **paths, bool turns) {
    std::vector<std::vector<uint8_t>> all;
    for (int n = 0; n < files; ++n) {
        std::string error;
        const auto prompt = media::readWav(paths[n], error);
        if (!prompt)
            throw std::runtime_error(error);
        std::vector<uint8_t> voice(prompt->alaw);
        if (turns)
            voice.insert(voice.end(), voice.size(), board::kAlawSilence);
        all.push_back(std::move(voice));
    }
    return all;
}

} // namespace

int main(int arguments, char **argument) try {
    if (arguments < 3) {
        std::fprintf(stderr, "usage: bench_media FOLDER SPEECH.wav ...\n");
        return 2;
    }
    const std::string folder = argument[1];
    std::vector<uint8_t> trash(kTrashOctets);
    for (const bool turns : {true, false}) {
        const Sound sound(voices(arguments - 2, argument + 2, turns));
        const std::string name = turns ? "conversation" : "speech without a pause";
        compare(name, sound, folder, nullptr);
        compare(name + ", cold caches", sound, folder, &trash);
    }
    return 0;
} catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
