// A stereo A-law WAV that is valid at any moment, also after kill -9 or on a full disk. Used on the
// writer thread: these are system calls. RIFF: Microsoft Multimedia Programming Interface 1.0, WAVE
// form; format 6 A-law with an 18-octet fmt chunk and a fact chunk (RFC 2361 §A.4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace callbox::media {

enum class WavStatus : uint8_t {
    kOk,
    kExists,     // something has this path already; it was not touched
    kDiskFull,   // ENOSPC, EDQUOT
    kWriteError, // any other failure, see error()
    kTooLong,    // the 32-bit sizes of RIFF are used up (74 hours)
};

class WavWriter {
  public:
    static constexpr size_t kHeaderOctets = 58;
    static constexpr uint64_t kMaxSamples = (0xFFFFFFFFull - kHeaderOctets) / 2;

    WavWriter() = default;
    ~WavWriter(); // closes
    WavWriter(WavWriter &&other) noexcept;
    WavWriter &operator=(WavWriter &&other) noexcept;
    WavWriter(const WavWriter &) = delete;
    WavWriter &operator=(const WavWriter &) = delete;

    /// Creates the file (O_EXCL, mode 0640) with a header for no samples. Its folder must exist.
    WavStatus open(const std::string &path);
    /// Appends `samples` pairs of octets, left first, then sets the sizes in the header. On failure
    /// what reached the file stays, cut to whole pairs, under a header that fits; every later call
    /// returns the same failure.
    WavStatus append(const uint8_t *pairs, size_t samples);
    /// As append, of silence: for stretches that were lost before they came here.
    WavStatus appendSilence(uint64_t samples);
    /// Closes; the status of the last failure, or kOk. No call but open after it.
    WavStatus close();

    /// Per side, in the file.
    uint64_t samples() const { return samples_; }
    /// For the log: what failed and why, "" if nothing did.
    const std::string &error() const { return error_; }

  private:
    WavStatus fail(const char *what, int error);
    WavStatus writeHeader();

    int fd_ = -1;
    uint64_t samples_ = 0;
    WavStatus status_ = WavStatus::kOk;
    std::string error_;
};

/// The code of daemon/lines/lines.ts: "file-exists", "disk-full", "write-error"; "" for kOk.
const char *wavStatusReason(WavStatus status);

} // namespace callbox::media
