#include <doctest/doctest.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <sched.h>
#include <string>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

#include "dsp/g711.h"
#include "media/wav_reader.h"
#include "media/wav_writer.h"

using namespace callbox::media;

namespace {

struct Folder {
    std::string path;
    Folder() {
        char name[] = "callbox-wav-XXXXXX";
        REQUIRE(::mkdtemp(name) != nullptr);
        path = name;
    }
    ~Folder() { CHECK(std::system(("rm -rf '" + path + "'").c_str()) == 0); }
    std::string operator/(const char *file) const { return path + "/" + file; }
};

std::string contents(const std::string &path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

uint32_t number(const std::string &file, size_t at) {
    uint32_t value = 0;
    for (size_t i = 4; i-- > 0;)
        value = value << 8 | static_cast<uint8_t>(file.at(at + i));
    return value;
}

/// The header is that of RIFF with `samples` pairs, and so many are in the file.
void checkValid(const std::string &file, uint32_t samples) {
    REQUIRE(file.size() >= WavWriter::kHeaderOctets + 2 * samples);
    CHECK(file.substr(0, 4) == "RIFF");
    CHECK(number(file, 4) == 50 + 2 * samples);
    CHECK(file.substr(8, 8) == "WAVEfmt ");
    CHECK(number(file, 16) == 18);
    CHECK(file.substr(20, 18) == std::string("\x06\0\x02\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x08\0\0\0", 18));
    CHECK(file.substr(38, 4) == "fact");
    CHECK(number(file, 42) == 4);
    CHECK(number(file, 46) == samples);
    CHECK(file.substr(50, 4) == "data");
    CHECK(number(file, 54) == 2 * samples);
}

std::vector<uint8_t> pairs(size_t samples) {
    std::vector<uint8_t> made(2 * samples);
    for (size_t i = 0; i < made.size(); ++i)
        made[i] = static_cast<uint8_t>(i * 5 + i / 256);
    return made;
}

std::string chunk(const char *name, const std::string &body) {
    std::string made(name, 4);
    for (int i = 0; i < 4; ++i)
        made += static_cast<char>(body.size() >> (8 * i));
    return made + body + std::string(body.size() % 2, '\0');
}

std::string fmt(uint16_t tag, uint16_t channels, uint32_t rateHz, uint16_t bits) {
    std::string body;
    const auto add = [&](uint32_t value, int octets) {
        for (int i = 0; i < octets; ++i)
            body += static_cast<char>(value >> (8 * i));
    };
    add(tag, 2);
    add(channels, 2);
    add(rateHz, 4);
    add(rateHz * channels * bits / 8, 4);
    add(channels * bits / 8U, 2);
    add(bits, 2);
    return chunk("fmt ", body);
}

std::string riff(const std::string &chunks) { return chunk("RIFF", "WAVE" + chunks); }

std::shared_ptr<const Prompt> parsed(const std::string &file, std::string &error) {
    return parseWav(reinterpret_cast<const uint8_t *>(file.data()), file.size(), error);
}

/// What is said about a file that can't be played.
std::string complaint(const std::string &file) {
    std::string error;
    CHECK(parsed(file, error) == nullptr);
    return error;
}

} // namespace

TEST_CASE("writer: valid after every block, also while it is still open") {
    Folder folder;
    const std::string path = folder / "a.wav";
    WavWriter writer;
    REQUIRE(writer.open(path) == WavStatus::kOk);
    checkValid(contents(path), 0);
    const auto sound = pairs(8001);
    REQUIRE(writer.append(sound.data(), 8000) == WavStatus::kOk);
    checkValid(contents(path), 8000);
    REQUIRE(writer.append(sound.data() + 16'000, 1) == WavStatus::kOk);
    checkValid(contents(path), 8001);
    CHECK(std::memcmp(contents(path).data() + 58, sound.data(), sound.size()) == 0);
    REQUIRE(writer.appendSilence(20'001) == WavStatus::kOk);
    checkValid(contents(path), 28'002);
    CHECK(contents(path).substr(58 + 2 * 8001) == std::string(2 * 20'001, '\xD5'));
    CHECK(writer.append(sound.data(), 0) == WavStatus::kOk);
    CHECK(writer.close() == WavStatus::kOk);
    CHECK(writer.samples() == 28'002);
    CHECK(contents(path).size() == 58 + 2 * 28'002);
    struct stat status = {};
    REQUIRE(::stat(path.c_str(), &status) == 0);
    CHECK((status.st_mode & 0777 & ~0640) == 0);
    CHECK(writer.append(sound.data(), 1) == WavStatus::kWriteError); // closed
}

TEST_CASE("writer: kill -9 leaves all that was appended, under a valid header") {
    Folder folder;
    const std::string path = folder / "killed.wav";
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        WavWriter writer;
        const auto sound = pairs(8000);
        writer.open(path);
        for (int i = 0; i < 3; ++i)
            writer.append(sound.data(), 8000);
        ::kill(::getpid(), SIGKILL);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFSIGNALED(status));
    checkValid(contents(path), 24'000);
}

TEST_CASE("writer: what was there stays; other failures are told apart") {
    Folder folder;
    const std::string path = folder / "there.wav";
    std::ofstream(path) << "mine";
    WavWriter writer;
    CHECK(writer.open(path) == WavStatus::kExists);
    CHECK(contents(path) == "mine");
    CHECK(std::string(wavStatusReason(WavStatus::kExists)) == "file-exists");
    REQUIRE(::symlink("nowhere.wav", (folder / "link.wav").c_str()) == 0);
    CHECK(writer.open(folder / "link.wav") == WavStatus::kExists);
    CHECK(writer.open(folder / "missing/a.wav") == WavStatus::kWriteError);
    CHECK(writer.error().find("No such file") != std::string::npos);
    CHECK(writer.open("") == WavStatus::kWriteError);
    CHECK(writer.open(std::string("a\0b.wav", 7)) == WavStatus::kWriteError);
    CHECK(writer.open(folder / std::string(5000, 'x').c_str()) == WavStatus::kWriteError);
    CHECK(std::string(wavStatusReason(WavStatus::kWriteError)) == "write-error");
    REQUIRE(writer.open(folder / "good.wav") == WavStatus::kOk); // after all that
    WavWriter moved = std::move(writer);
    const auto sound = pairs(10);
    CHECK(moved.append(sound.data(), 10) == WavStatus::kOk);
    CHECK(moved.close() == WavStatus::kOk);
    checkValid(contents(folder / "good.wav"), 10);
}

// In a child, as both the limit and the small disk belong to a whole process.
template <typename Body> int inChild(Body body) {
    const pid_t child = ::fork();
    if (child == 0)
        ::_exit(body());
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST_CASE("writer: a write that fails half-way keeps whole pairs and a header that fits") {
    Folder folder;
    const std::string path = folder / "limited.wav";
    const int failed = inChild([&] {
        ::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit = {10'001, 10'001}; // odd: in the middle of a pair
        ::setrlimit(RLIMIT_FSIZE, &limit);
        WavWriter writer;
        const auto sound = pairs(8000);
        if (writer.open(path) != WavStatus::kOk ||
            writer.append(sound.data(), 8000) != WavStatus::kWriteError)
            return 1;
        return writer.samples() == 4971 && writer.close() == WavStatus::kWriteError ? 0 : 2;
    });
    CHECK(failed == 0);
    CHECK(contents(path).size() == 58 + 2 * 4971);
    checkValid(contents(path), 4971);
}

TEST_CASE("writer: a full disk is told as such, keeps what was written, and loses nothing else") {
    Folder folder;
    const std::string copy = folder / "copy.wav";
    const int failed = inChild([&] {
        // A disk of 64 KiB of its own; without root by a user namespace.
        if (::unshare(CLONE_NEWNS) != 0 && ::unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0)
            return 10;
        ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
        const std::string disk = folder / "disk";
        ::mkdir(disk.c_str(), 0700);
        if (::mount("callbox", disk.c_str(), "tmpfs", 0, "size=64k") != 0)
            return 11;
        WavWriter first, second, third;
        const auto sound = pairs(8000);
        first.open(disk + "/first.wav");
        first.append(sound.data(), 8000);
        second.open(disk + "/second.wav");
        WavStatus status = WavStatus::kOk;
        for (int i = 0; i < 5 && status == WavStatus::kOk; ++i)
            status = second.append(sound.data(), 8000);
        if (status != WavStatus::kDiskFull || second.append(sound.data(), 1) != WavStatus::kDiskFull)
            return 1;
        if (second.samples() < 16'000 || second.close() != WavStatus::kDiskFull)
            return 2;
        if (third.open(disk + "/third.wav") != WavStatus::kDiskFull ||
            ::access((disk + "/third.wav").c_str(), F_OK) == 0)
            return 3;
        if (contents(disk + "/first.wav").size() != 58 + 16'000)
            return 4;
        std::ofstream(copy, std::ios::binary) << contents(disk + "/second.wav");
        return 0;
    });
    REQUIRE_MESSAGE(failed != 10, "this test needs root, or user namespaces, to mount a small disk");
    REQUIRE_MESSAGE(failed != 11, "this test needs root, or user namespaces, to mount a small disk");
    REQUIRE(failed == 0);
    const std::string file = contents(copy);
    checkValid(file, static_cast<uint32_t>((file.size() - 58) / 2));
    CHECK(std::string(wavStatusReason(WavStatus::kDiskFull)) == "disk-full");
}

TEST_CASE("reader: A-law as it is, PCM through A-law, other chunks passed over") {
    std::string error;
    const std::string alaw = riff(fmt(6, 1, 8000, 8) + chunk("fact", "1234") + chunk("data", "abcde"));
    auto prompt = parsed(alaw, error);
    REQUIRE(prompt != nullptr);
    CHECK(std::string(prompt->alaw.begin(), prompt->alaw.end()) == "abcde");
    const std::string pcm = riff(chunk("LIST", "odd") + fmt(1, 1, 8000, 16) +
                                 chunk("data", std::string("\x00\x10\x00\xF0", 4)) + "tail");
    prompt = parsed(pcm, error);
    REQUIRE(prompt != nullptr);
    REQUIRE(prompt->alaw.size() == 2);
    CHECK(prompt->alaw[0] == callbox::dsp::linearToAlaw(4096));
    CHECK(prompt->alaw[1] == callbox::dsp::linearToAlaw(-4096));
    CHECK(error.empty());
}

TEST_CASE("reader: each fault is named, with what to do") {
    const std::string good = fmt(1, 1, 8000, 16), data = chunk("data", "abcd");
    struct Row {
        std::string file;
        const char *says;
    };
    const Row rows[] = {
        {"", "isn't a WAV"},
        {"RIFF", "isn't a WAV"},
        {std::string(100'000, 'x'), "isn't a WAV"},
        {riff(""), "no data chunk"},
        {riff(good), "no data chunk"},
        {riff(data + good), "before its fmt"},
        {riff(good + good + data), "two fmt"},
        {riff(chunk("fmt ", "short") + data), "only 5 octets"},
        {riff(fmt(7, 1, 8000, 8) + data), "format is number 7"},
        {riff(fmt(0xFFFE, 1, 8000, 16) + data), "format is number 65534"},
        {riff(fmt(1, 2, 8000, 16) + data), "2 channels"},
        {riff(fmt(1, 0, 8000, 16) + data), "0 channels"},
        {riff(fmt(1, 1, 44'100, 16) + data), "44100 Hz"},
        {riff(fmt(1, 1, 8000, 8) + data), "8 bits"},
        {riff(fmt(6, 1, 8000, 16) + data), "16 bits"},
        {riff(good + chunk("data", "")), "no sound"},
        {riff(good + chunk("data", "abc")), "cut in half"},
        {riff(good + chunk("data", std::string(2 * 4'800'001, '\0'))), "longer than 10 minutes"},
        {riff(good + "data\xff\xff\xff\xff" + "ab"), "cut short"},
        {riff(good + "LIST\xff\xff\xff\x7f"), "cut short"},
        {riff(good + "dat"), "no data chunk"},
        {riff(good + std::string("LIST\x03\0\0\0abc", 11)), "no data chunk"}, // no room for its pad octet
    };
    for (const Row &row : rows) {
        const std::string error = complaint(row.file);
        CAPTURE(error);
        CHECK(error.find(row.says) != std::string::npos);
        CHECK(error.find("sox") != std::string::npos);
    }
    std::string error;
    CHECK(parsed(riff(good + chunk("data", std::string(2 * 4'800'000, '\0'))), error) !=
          nullptr); // just fits
}

TEST_CASE("reader: files cut anywhere or with any octet changed never do harm") {
    const std::string whole =
        riff(chunk("LIST", "title") + fmt(6, 1, 8000, 8) + chunk("data", std::string(50, 'a')));
    std::string error;
    for (size_t length = 0; length < whole.size(); ++length)
        CHECK(parsed(whole.substr(0, length), error) == nullptr);
    std::mt19937 random(11);
    for (int i = 0; i < 20'000; ++i) {
        std::string bad = whole;
        for (int changes = 1 + static_cast<int>(random() % 4); changes > 0; --changes)
            bad[random() % bad.size()] = static_cast<char>(random());
        const auto prompt = parsed(bad, error);
        if (prompt != nullptr)
            REQUIRE(prompt->alaw.size() <= bad.size());
    }
}

TEST_CASE("reader: things that aren't files of sound") {
    Folder folder;
    std::string error;
    CHECK(readWav(folder / "missing.wav", error) == nullptr);
    CHECK(error.find("missing.wav cannot be played: it cannot be opened: No such file") != std::string::npos);
    CHECK(readWav(folder.path, error) == nullptr);
    CHECK(error.find("isn't a regular file") != std::string::npos);
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0600) == 0);
    CHECK(readWav(folder / "pipe", error) == nullptr); // and doesn't wait for a writer
    CHECK(readWav("/dev/zero", error) == nullptr);
    CHECK(readWav(std::string("a\0b", 3), error) == nullptr);
    CHECK(readWav("", error) == nullptr);
    std::ofstream(folder / "huge.wav") << "RIFF";
    REQUIRE(::truncate((folder / "huge.wav").c_str(), off_t{5} << 30) == 0);
    CHECK(readWav(folder / "huge.wav", error) == nullptr);
    CHECK(error.find("longer than 10 minutes") != std::string::npos);
    std::ofstream(folder / "good.wav", std::ios::binary) << riff(fmt(6, 1, 8000, 8) + chunk("data", "abc"));
    error.clear();
    CHECK(readWav(folder / "good.wav", error) != nullptr);
    CHECK(error.empty());
}
