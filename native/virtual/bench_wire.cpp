// What the virtual wire itself costs the box: 240 channels bridged by copying, the exchange in a process of
// its own. bench_wire [seconds] prints one line of JSON.
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <string>

#include "virtual/virtual_board.h"

using namespace callbox;
using virtualboard::VirtualBoard;

namespace {

void exchange(const std::string &path, const virtualboard::Options &options, int pipe) {
    auto board = VirtualBoard::listen(path, options);
    (void)!::write(pipe, "", 1);
    bool wasConnected = false;
    while (board->connected() || !wasConnected) {
        if (board->waitBlock(1'000) == board::Wait::kBlock) {
            for (board::ChannelIndex channel = 0; channel < board->channels().size(); ++channel) {
                std::memset(board->tx(channel), static_cast<int>(channel), board::kMaxBlockSamples);
            }
            board->finishBlock();
        }
        wasConnected = wasConnected || board->connected();
    }
}

double cpuUs(const timeval &time) {
    return 1e6 * static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec);
}

} // namespace

int main(int count, char **arguments) {
    const int seconds = count > 1 ? std::atoi(arguments[1]) : 10;
    std::string folder = std::filesystem::temp_directory_path().string() + "/callbox-bench-XXXXXX";
    if (seconds < 1 || ::mkdtemp(folder.data()) == nullptr) {
        std::fprintf(stderr, "usage: bench_wire [seconds]; needs a writable folder for temporary files\n");
        return 1;
    }
    const std::string path = folder + "/wire";
    virtualboard::Options options;
    options.spans = 8;
    options.bufferBlocks = 1;
    int ready[2];
    if (::pipe(ready) != 0) {
        return 1;
    }
    if (::fork() == 0) {
        exchange(path, options, ready[1]);
        return 0;
    }
    char byte;
    (void)!::read(ready[0], &byte, 1);
    auto box = VirtualBoard::connect(path, options);
    const auto block = [&] {
        while (box->waitBlock(1'000) != board::Wait::kBlock) {
        }
        for (board::ChannelIndex channel = 0; channel < box->channels().size(); ++channel) {
            std::memcpy(box->tx(channel), box->rx(channel ^ 1), board::kMaxBlockSamples);
        }
        box->finishBlock();
    };
    for (int i = 0; i < 100; ++i) {
        block();
    }
    rusage before{}, after{};
    ::getrusage(RUSAGE_THREAD, &before);
    const int blocks = seconds * 100;
    for (int i = 0; i < blocks; ++i) {
        block();
    }
    ::getrusage(RUSAGE_THREAD, &after);
    const double user = cpuUs(after.ru_utime) - cpuUs(before.ru_utime);
    const double system = cpuUs(after.ru_stime) - cpuUs(before.ru_stime);
    std::printf("{\"figure\":\"wire, box end, 240 channels\",\"percentOfACore\":%.3f,\"userUsABlock\":%.1f,"
                "\"systemUsABlock\":%.1f,\"waitsABlock\":%.2f,\"slips\":%llu,\"late\":%llu}\n",
                (user + system) / (seconds * 1e4), user / blocks, system / blocks,
                static_cast<double>(after.ru_nvcsw - before.ru_nvcsw) / blocks,
                static_cast<unsigned long long>(box->counters().slips),
                static_cast<unsigned long long>(box->counters().lateBlocks));
    box.reset();
    ::wait(nullptr);
    std::filesystem::remove_all(folder);
    return 0;
}
