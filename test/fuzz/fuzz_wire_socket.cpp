// Packets of a hostile box to an exchange end that listens: greeting, blocks, frames, signals in any order.
// The input is cut into packets by a length octet before each (times 4: blocks are larger than 255).
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "virtual/virtual_board.h"
#include "virtual/wire.h"

using namespace callbox;
using namespace callbox::virtualboard;

namespace {

int connectTo(const std::string &path) {
    const int fd = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.c_str(), path.size());
    if (fd < 0 || ::connect(fd, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        std::abort();
    return fd;
}

void run(VirtualBoard &board) {
    board.tick();
    if (board.waitBlock(0) == board::Wait::kBlock)
        board.finishBlock();
    board::Event event;
    while (board.nextEvent(event)) {
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t *octets, size_t count) {
    static const std::string path = "/tmp/callbox-fuzz-" + std::to_string(::getpid());
    static const Geometry geometry{1, 2, 4};
    static const auto board = [] {
        Options options;
        options.spans = geometry.spans;
        options.lines = geometry.lines;
        options.blockSamples = geometry.blockSamples;
        options.manualTicks = true;
        return VirtualBoard::listen(path, options);
    }();
    const int fd = connectTo(path);
    if (count > 0 && octets[0] % 2 == 0) { // half of them greet as they should
        uint8_t hello[kHelloOctets];
        ::send(fd, hello, writeHello(hello, geometry), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
    run(*board);
    for (size_t at = 1; at < count;) {
        const size_t wanted = static_cast<size_t>(octets[at]) * 4;
        const size_t size = std::min(wanted, count - at - 1);
        ::send(fd, octets + at + 1, size, MSG_NOSIGNAL | MSG_DONTWAIT);
        at += 1 + size;
        run(*board);
    }
    ::close(fd);
    run(*board);
    return 0;
}
