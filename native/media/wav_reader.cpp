#include "media/wav_reader.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>

#include "board/board.h"
#include "dsp/g711.h"

namespace callbox::media {
namespace {

constexpr uint16_t kPcm = 1, kAlaw = 6; // RFC 2361
constexpr size_t kMaxSamples = size_t{kMaxPromptSeconds} * board::kSampleRateHz;
constexpr size_t kMaxFileOctets = 2 * kMaxSamples + 65'536; // room for chunks of titles and the like
constexpr const char *kAdvice = "; convert it with: sox INPUT -r 8000 -c 1 -b 16 OUTPUT.wav";

uint32_t le32(const uint8_t *at) {
    return at[0] | uint32_t{at[1]} << 8 | uint32_t{at[2]} << 16 | uint32_t{at[3]} << 24;
}
uint16_t le16(const uint8_t *at) { return static_cast<uint16_t>(at[0] | at[1] << 8); }
bool named(const uint8_t *at, const char *name) { return std::memcmp(at, name, 4) == 0; }

struct Format {
    bool seen = false;
    uint16_t tag = 0;
};

/// "" or what is wrong with the fmt chunk.
std::string readFormat(const uint8_t *chunk, size_t octets, Format &format) {
    if (format.seen)
        return "it has two fmt chunks";
    if (octets < 16)
        return "its fmt chunk is only " + std::to_string(octets) + " octets long";
    format.seen = true;
    format.tag = le16(chunk);
    const uint16_t channels = le16(chunk + 2), bits = le16(chunk + 14);
    const uint32_t rateHz = le32(chunk + 4);
    if (format.tag != kPcm && format.tag != kAlaw)
        return "its format is number " + std::to_string(format.tag) + ", not A-law or PCM";
    if (channels != 1)
        return "it has " + std::to_string(channels) + " channels, not one";
    if (rateHz != board::kSampleRateHz)
        return "its rate is " + std::to_string(rateHz) + " Hz, not 8000";
    if (bits != (format.tag == kPcm ? 16 : 8))
        return "its samples have " + std::to_string(bits) + " bits, not " + (format.tag == kPcm ? "16" : "8");
    return "";
}

/// "" or what is wrong with the data chunk.
std::string readData(const uint8_t *chunk, size_t octets, const Format &format, Prompt &prompt) {
    if (!format.seen)
        return "its sound comes before its fmt chunk";
    const size_t octetsPerSample = format.tag == kPcm ? 2 : 1;
    const size_t samples = octets / octetsPerSample;
    if (octets % octetsPerSample != 0)
        return "its last sample is cut in half";
    if (samples == 0)
        return "it holds no sound";
    if (samples > kMaxSamples)
        return "it is longer than " + std::to_string(kMaxPromptSeconds / 60) + " minutes";
    if (format.tag == kAlaw) {
        prompt.alaw.assign(chunk, chunk + octets);
        return "";
    }
    prompt.alaw.resize(samples);
    for (size_t i = 0; i < samples; ++i)
        prompt.alaw[i] = dsp::linearToAlaw(static_cast<int16_t>(le16(chunk + 2 * i)));
    return "";
}

std::string parse(const uint8_t *file, size_t octets, Prompt &prompt) {
    if (octets < 12 || !named(file, "RIFF") || !named(file + 8, "WAVE"))
        return "it isn't a WAV file";
    Format format;
    for (size_t at = 12; octets - at >= 8;) {
        const uint8_t *chunk = file + at + 8;
        const size_t length = le32(file + at + 4);
        const size_t left = octets - at - 8;
        if (length > left)
            return "a chunk says it has " + std::to_string(length) + " octets, but only " +
                   std::to_string(left) + " are there: the file was cut short";
        if (named(file + at, "data"))
            return readData(chunk, length, format, prompt);
        if (named(file + at, "fmt ")) {
            const std::string wrong = readFormat(chunk, length, format);
            if (!wrong.empty())
                return wrong;
        }
        const size_t padded = length + length % 2; // chunks begin at even places
        if (padded > left)
            break;
        at += 8 + padded;
    }
    return "it has no data chunk";
}

struct File {
    int fd = -1;
    ~File() {
        if (fd >= 0)
            ::close(fd);
    }
};

std::string systemError(const char *what) {
    return std::string(what) + ": " + std::generic_category().message(errno);
}

/// "" or why not.
std::string readAll(const std::string &path, std::vector<uint8_t> &octets) {
    if (path.find('\0') != std::string::npos)
        return "its path has a zero octet in it";
    File file;
    file.fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK); // a pipe must not hold us up
    if (file.fd < 0)
        return systemError("it cannot be opened");
    struct stat status = {};
    if (::fstat(file.fd, &status) != 0)
        return systemError("it cannot be read");
    if (!S_ISREG(status.st_mode))
        return "it isn't a regular file";
    if (status.st_size > static_cast<off_t>(kMaxFileOctets))
        return "it is longer than " + std::to_string(kMaxPromptSeconds / 60) + " minutes";
    octets.resize(static_cast<size_t>(status.st_size));
    size_t done = 0;
    while (done < octets.size()) {
        const ssize_t count = ::read(file.fd, octets.data() + done, octets.size() - done);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return systemError("it cannot be read");
        if (count == 0)
            break;
        done += static_cast<size_t>(count);
    }
    octets.resize(done);
    return "";
}

} // namespace

std::shared_ptr<const Prompt> parseWav(const uint8_t *file, size_t octets, std::string &error) {
    auto prompt = std::make_shared<Prompt>();
    const std::string wrong = parse(file, octets, *prompt);
    if (wrong.empty())
        return prompt;
    error = "this sound cannot be played: " + wrong + kAdvice;
    return nullptr;
}

std::shared_ptr<const Prompt> readWav(const std::string &path, std::string &error) {
    std::vector<uint8_t> octets;
    const std::string wrong = readAll(path, octets);
    if (!wrong.empty()) {
        error = path + " cannot be played: " + wrong;
        return nullptr;
    }
    auto prompt = parseWav(octets.data(), octets.size(), error);
    if (prompt == nullptr)
        error = path + ": " + error;
    return prompt;
}

} // namespace callbox::media
