// The media kernel against what one would write first, both in this run: 240 channels in 120 bridges, DTMF
// heard on all, 120 conversations recorded to files. The baseline takes each channel by itself every 20 ms:
// decode, spandsp's dtmf_rx, and for a recording one write(2) of 16-bit stereo. One JSON line per figure.
// Never asserts a time.
//
// Arguments: a folder for the recordings, then WAV files of speech (8 kHz, mono).
#include <fcntl.h>
#include <spandsp.h>
#include <unistd.h>

#include <chrono>
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
constexpr int kBlocks = 3000;        // 30 s of telephony a round
constexpr int kRounds = 5;           // the best of each counts: other programs only ever make it slower
constexpr size_t kTrashOctets = 2u << 20;

/// Completes recordings a second at a time, as the writer thread does.
class Writer : public media::Output {
  public:
    explicit Writer(const std::string &folder) : folder_(folder) {}
    void begin(media::RecordingId recording) {
        const std::string path = folder_ + "/kernel-" + std::to_string(recording) + ".wav";
        ::unlink(path.c_str());
        if (files_[recording].open(path) != media::WavStatus::kOk)
            throw std::runtime_error("cannot write " + path);
    }
    void digitBegan(media::ChannelIndex, char) override {}
    void digit(media::ChannelIndex, char, uint32_t) override { ++digits; }
    void playEnded(media::ChannelIndex, std::unique_ptr<media::PlayList>, media::PlayEnd) override {}
    void recordingBlock(media::RecordingBlock *block) override {
        if (write)
            files_[block->recording].append(block->pairs.data(), block->samples);
        media->pool().give(block);
    }
    void recordingEnded(media::ChannelIndex, media::RecordingId, media::RecordingEnd, uint64_t,
                        uint64_t) override {}
    void tapAudio(media::ChannelIndex, const uint8_t *, size_t) override {}

    media::Media *media = nullptr;
    bool write = true;
    uint64_t digits = 0;

  private:
    const std::string folder_;
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
    void frame(const uint8_t *rx, const uint8_t *peer, uint8_t *tx) {
        int16_t heard[kFrame], sent[kFrame];
        for (size_t n = 0; n < kFrame; ++n)
            heard[n] = dsp::alawToLinear(rx[n]);
        dtmf_rx(detector_, heard, kFrame);
        char digits[32];
        found += dtmf_rx_get(detector_, digits, sizeof digits - 1);
        std::memcpy(tx, peer, kFrame);
        if (file_ < 0)
            return;
        int16_t pairs[2 * kFrame];
        for (size_t n = 0; n < kFrame; ++n)
            sent[n] = dsp::alawToLinear(tx[n]);
        for (size_t n = 0; n < kFrame; ++n) {
            pairs[2 * n] = heard[n];
            pairs[2 * n + 1] = sent[n];
        }
        if (::write(file_, pairs, sizeof pairs) != static_cast<ssize_t>(sizeof pairs))
            throw std::runtime_error("the disk is full");
    }
    size_t found = 0;

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

double secondsOf(const std::chrono::steady_clock::time_point &start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Nanoseconds per channel and 20 ms, the best of the rounds; between blocks `trash` is read, if any, so that
/// the caches have seen other work, and its time is not counted.
template <typename Block, typename Between>
double nsPerChannelFrame(Block block, Between between, size_t blocks, double framesPerBlock,
                         std::vector<uint8_t> *trash) {
    double best = 1e18;
    volatile uint8_t seen = 0;
    for (int round = 0; round < kRounds; ++round) {
        between();
        double seconds = 0;
        for (size_t n = 0; n < blocks; ++n) {
            if (trash != nullptr)
                for (size_t at = 0; at < trash->size(); at += 64)
                    seen = static_cast<uint8_t>(seen + (*trash)[at]++);
            const auto start = std::chrono::steady_clock::now();
            block(n);
            seconds += secondsOf(start);
        }
        best = seconds < best ? seconds : best;
    }
    return best * 1e9 / (static_cast<double>(blocks) * framesPerBlock * kChannels);
}

void line(const std::string &name, double value, double baseline) {
    std::printf("{\"bench\":\"media\",\"name\":\"%s\",\"value\":%.1f,\"unit\":\"ns per channel and 20 ms\","
                "\"baseline\":%.1f,\"ratio\":%.3f,\"timesFaster\":%.1f}\n",
                name.c_str(), value, baseline, value / baseline, baseline / value);
}

double plainNs(const Sound &sound, const std::string &folder, std::vector<uint8_t> *trash) {
    std::vector<PlainChannel> channels(kChannels);
    for (size_t n = 0; n < kRecordings; ++n)
        channels[n].record(folder + "/plain-" + std::to_string(n) + ".raw");
    std::vector<uint8_t> in(kChannels * kFrame), out(kChannels * kFrame);
    const auto frame = [&](size_t n) {
        for (size_t channel = 0; channel < kChannels; ++channel)
            channels[channel].frame(&in[channel * kFrame], &in[(channel + kRecordings) % kChannels * kFrame],
                                    &out[channel * kFrame]);
        for (size_t channel = 0; channel < kChannels; ++channel) { // the next one arrives
            std::memcpy(&in[channel * kFrame], sound.block(2 * n, channel), kBlock);
            std::memcpy(&in[channel * kFrame + kBlock], sound.block(2 * n + 1, channel), kBlock);
        }
    };
    const auto rewind = [&] {
        for (PlainChannel &channel : channels)
            channel.rewind();
    };
    const double ns = nsPerChannelFrame(frame, rewind, kBlocks / 2, 1, trash);
    size_t found = 0;
    for (const PlainChannel &channel : channels)
        found += channel.found;
    std::fprintf(stderr, "plain loop: %zu digits found in speech\n", found);
    return ns;
}

double kernelNs(const Sound &sound, const std::string &folder, bool write, std::vector<uint8_t> *trash) {
    Writer writer(folder);
    writer.write = write;
    media::Media media(kChannels, kBlock, *dsp::findTonePlan("cn"), writer, 2 * kRecordings);
    writer.media = &media;
    for (media::ChannelIndex channel = 0; channel < kChannels; ++channel)
        media.open(channel, true);
    for (media::ChannelIndex channel = 0; channel < kRecordings; ++channel) {
        media.bridge(channel, channel + kRecordings);
        media.record(channel, channel + 1);
    }
    std::vector<uint8_t> in(kChannels * kBlock), out(kChannels * kBlock, board::kAlawSilence);
    std::vector<const uint8_t *> rx(kChannels);
    std::vector<uint8_t *> tx(kChannels);
    for (size_t channel = 0; channel < kChannels; ++channel) {
        rx[channel] = &in[channel * kBlock];
        tx[channel] = &out[channel * kBlock];
    }
    const auto block = [&](size_t n) {
        media.process(rx.data(), tx.data());
        std::memcpy(in.data(), sound.block(n, 0), in.size()); // the next one arrives
    };
    const auto begin = [&] {
        for (media::ChannelIndex channel = 0; channel < kRecordings; ++channel)
            writer.begin(channel + 1);
    };
    const double ns = nsPerChannelFrame(block, begin, kBlocks, 0.5, trash);
    std::fprintf(stderr, "kernel: %llu digits found in speech\n",
                 static_cast<unsigned long long>(writer.digits));
    return ns;
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
        const double plain = plainNs(sound, folder, nullptr);
        line(name + ": kernel with its files", kernelNs(sound, folder, true, nullptr), plain);
        line(name + ": kernel without writing", kernelNs(sound, folder, false, nullptr), plain);
        const double coldPlain = plainNs(sound, folder, &trash);
        line(name + ", cold caches: kernel with its files", kernelNs(sound, folder, true, &trash), coldPlain);
    }
    return 0;
} catch (const std::exception &error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
