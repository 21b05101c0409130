// A recording's file under any row of appends, on a disk that may be full at any octet: after each step it is
// a WAV whose header fits what follows it, as if the machine had stopped there.
#include <sys/resource.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "input.h"
#include "media/wav_writer.h"

using namespace callbox;
using media::WavStatus;
using media::WavWriter;

namespace {

void require(bool so) {
    if (!so)
        std::abort();
}

/// Files of this process end here: what a full disk does, as EFBIG.
void limitFiles(rlim_t octets) {
    rlimit limit{};
    getrlimit(RLIMIT_FSIZE, &limit);
    limit.rlim_cur = octets;
    setrlimit(RLIMIT_FSIZE, &limit);
}

uint32_t little(const std::vector<uint8_t> &file, size_t at) {
    return file[at] | file[at + 1] << 8 | file[at + 2] << 16 | static_cast<uint32_t>(file[at + 3]) << 24;
}

void checkFile(const std::string &path, uint64_t samples) {
    std::ifstream in(path, std::ios::binary);
    const std::vector<uint8_t> file((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
    require(file.size() == WavWriter::kHeaderOctets + samples * 2);
    require(little(file, 4) == file.size() - 8);                        // RIFF
    require(little(file, WavWriter::kHeaderOctets - 4) == samples * 2); // data
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    static const std::string path =
        (std::filesystem::temp_directory_path() / ("callbox-fuzz-wav-" + std::to_string(getpid()))).string();
    static const std::vector<uint8_t> sound(1024, 0x2A);
    std::signal(SIGXFSZ, SIG_IGN);
    fuzz::Input input{octets, count};
    WavWriter writer;
    require(writer.open(path) == WavStatus::kOk);
    WavStatus failure = WavStatus::kOk;
    while (!input.ended() && writer.samples() < 20'000) {
        const uint8_t what = input.next();
        const uint16_t samples = input.word() % 512;
        if (what % 4 == 0)
            limitFiles(WavWriter::kHeaderOctets + writer.samples() * 2 + input.next());
        const WavStatus status =
            what % 4 == 1 ? writer.appendSilence(samples * 8) : writer.append(sound.data(), samples);
        limitFiles(RLIM_INFINITY);
        require(failure == WavStatus::kOk || status == failure); // it never forgets
        require((status == WavStatus::kOk) == writer.error().empty());
        failure = status;
        checkFile(path, writer.samples());
    }
    require(writer.close() == failure);
    checkFile(path, writer.samples());
    ::unlink(path.c_str());
    return 0;
}
