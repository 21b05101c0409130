#include "media/wav_writer.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "board/board.h"
#include "media/recording_block.h"

namespace callbox::media {
namespace {

constexpr mode_t kMode = 0640; // the group may read: the web process serves recordings
using Header = std::array<uint8_t, WavWriter::kHeaderOctets>;
static_assert(WavWriter::kHeaderOctets == 2 * RecordingBlock::kHeaderSamples, "blocks end where pages end");

class HeaderBuilder {
  public:
    explicit HeaderBuilder(Header &header) : header_(header) {}
    void name(const char *text) {
        for (int i = 0; i < 4; ++i)
            header_[at_++] = static_cast<uint8_t>(text[i]);
    }
    void number(uint32_t value, int octets) {
        for (int i = 0; i < octets; ++i)
            header_[at_++] = static_cast<uint8_t>(value >> (8 * i));
    }

  private:
    Header &header_;
    size_t at_ = 0;
};

/// A pair is two octets, so the data is always even and needs no pad octet (RIFF pads odd chunks).
Header makeHeader(uint64_t samples) {
    const auto dataOctets = static_cast<uint32_t>(2 * samples);
    Header header{};
    HeaderBuilder build(header);
    build.name("RIFF");
    build.number(static_cast<uint32_t>(WavWriter::kHeaderOctets - 8) + dataOctets, 4);
    build.name("WAVE");
    build.name("fmt ");
    build.number(18, 4);
    build.number(6, 2); // A-law
    build.number(2, 2); // channels
    build.number(board::kSampleRateHz, 4);
    build.number(2 * board::kSampleRateHz, 4); // octets a second
    build.number(2, 2);                        // octets of a pair
    build.number(8, 2);                        // bits of a sample
    build.number(0, 2);                        // no more format
    build.name("fact");
    build.number(4, 4);
    build.number(static_cast<uint32_t>(samples), 4);
    build.name("data");
    build.number(dataOctets, 4);
    return header;
}

/// How many octets reached the file; errno tells why when they are fewer.
size_t writeAt(int fd, const uint8_t *octets, size_t count, uint64_t place) {
    size_t done = 0;
    while (done < count) {
        const ssize_t now = ::pwrite(fd, octets + done, count - done, static_cast<off_t>(place + done));
        if (now < 0 && errno == EINTR)
            continue;
        if (now <= 0) {
            errno = now == 0 ? EIO : errno;
            break;
        }
        done += static_cast<size_t>(now);
    }
    return done;
}

} // namespace

WavWriter::~WavWriter() { close(); }

WavWriter::WavWriter(WavWriter &&other) noexcept { *this = std::move(other); }

WavWriter &WavWriter::operator=(WavWriter &&other) noexcept {
    if (this != &other) {
        close();
        fd_ = std::exchange(other.fd_, -1);
        samples_ = other.samples_;
        status_ = other.status_;
        error_ = std::move(other.error_);
    }
    return *this;
}

WavStatus WavWriter::fail(const char *what, int error) {
    status_ = error == EEXIST                             ? WavStatus::kExists
              : error == ENOSPC || error == EDQUOT        ? WavStatus::kDiskFull
              : error == EFBIG && samples_ >= kMaxSamples ? WavStatus::kTooLong
                                                          : WavStatus::kWriteError;
    error_ = std::string(what) + ": " + std::generic_category().message(error);
    return status_;
}

WavStatus WavWriter::open(const std::string &path) {
    close();
    samples_ = 0;
    status_ = WavStatus::kOk;
    error_.clear();
    if (path.find('\0') != std::string::npos)
        return fail("the recording's path has a zero octet in it", EINVAL);
    fd_ = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, kMode);
    if (fd_ < 0)
        return fail("the recording's file cannot be made", errno);
    const Header header = makeHeader(0);
    if (writeAt(fd_, header.data(), header.size(), 0) == header.size())
        return status_;
    fail("the recording's header cannot be written", errno);
    ::unlink(path.c_str()); // it is ours and says nothing; a later try shouldn't find it
    ::close(std::exchange(fd_, -1));
    return status_;
}

WavStatus WavWriter::append(const uint8_t *pairs, size_t samples) {
    if (status_ != WavStatus::kOk)
        return status_;
    if (fd_ < 0)
        return fail("the recording isn't open", EBADF);
    const auto fits = static_cast<size_t>(std::min<uint64_t>(samples, kMaxSamples - samples_));
    const size_t written = writeAt(fd_, pairs, 2 * fits, kHeaderOctets + 2 * samples_);
    const int error = errno;
    samples_ += written / 2;
    if (written < 2 * fits) {
        fail("the recording cannot be written", error);
        // Off with the half pair, so that file and header agree; if that fails the header still rules.
        if (::ftruncate(fd_, static_cast<off_t>(kHeaderOctets + 2 * samples_)) != 0)
            error_ += "; nor cut to whole samples";
    }
    const WavStatus header = writeHeader();
    if (status_ == WavStatus::kOk && fits < samples)
        return fail("the recording is as long as a WAV can be", EFBIG);
    return status_ == WavStatus::kOk ? header : status_;
}

/// In place: no new room is needed, so this works on a full disk too.
WavStatus WavWriter::writeHeader() {
    const Header header = makeHeader(samples_);
    if (writeAt(fd_, header.data(), header.size(), 0) == header.size())
        return WavStatus::kOk;
    return fail("the recording's header cannot be written", errno);
}

WavStatus WavWriter::appendSilence(uint64_t samples) {
    static const auto kSecond = [] {
        std::array<uint8_t, 2 * board::kSampleRateHz> pairs{};
        pairs.fill(board::kAlawSilence);
        return pairs;
    }();
    WavStatus status = status_;
    while (samples > 0 && status == WavStatus::kOk) {
        const uint64_t piece = std::min<uint64_t>(samples, board::kSampleRateHz);
        status = append(kSecond.data(), static_cast<size_t>(piece));
        samples -= piece;
    }
    return status;
}

WavStatus WavWriter::close() {
    if (fd_ >= 0 && ::close(std::exchange(fd_, -1)) != 0 && status_ == WavStatus::kOk && errno != EINTR)
        return fail("the recording cannot be closed", errno); // a network disk tells only now
    return status_;
}

const char *wavStatusReason(WavStatus status) {
    switch (status) {
    case WavStatus::kOk:
        return "";
    case WavStatus::kExists:
        return "file-exists";
    case WavStatus::kDiskFull:
        return "disk-full";
    case WavStatus::kWriteError:
    case WavStatus::kTooLong:
        break;
    }
    return "write-error";
}

} // namespace callbox::media
