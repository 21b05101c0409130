#include "virtual/unix_socket.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace callbox::virtualboard {
namespace {

constexpr int kSocketType = SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK;
constexpr int kBacklog = 8;

sockaddr_un addressOf(const std::string &path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    return address;
}

const sockaddr *generic(const sockaddr_un &address) { return reinterpret_cast<const sockaddr *>(&address); }

std::string reason() { return std::strerror(errno); }

[[noreturn]] void refusePath(const std::string &path, const std::string &why) {
    throw std::runtime_error("cannot listen on " + path + ": " + why);
}

void removeStale(const std::string &path) {
    struct stat file {};
    if (::lstat(path.c_str(), &file) != 0) {
        return;
    }
    if (!S_ISSOCK(file.st_mode)) {
        refusePath(path, "a file that is not a socket is there; move it away or choose another path");
    }
    std::string error;
    if (connectTo(path, error).open() || errno == EAGAIN) {
        refusePath(path, "another process listens there; end it or choose another path");
    }
    if (errno == ECONNREFUSED && ::unlink(path.c_str()) != 0) {
        refusePath(path, "its stale socket file cannot be removed: " + reason());
    }
}

} // namespace

void Descriptor::reset(int fd) {
    if (fd_ >= 0) {
        ::close(fd_);
    }
    fd_ = fd;
}

void requireSocketPath(const std::string &path) {
    const size_t longest = sizeof(sockaddr_un{}.sun_path) - 1;
    if (path.empty() || path.size() > longest || path.find('\0') != std::string::npos) {
        throw std::runtime_error("the wire's socket path \"" + path.substr(0, 120) + "\" must have 1 to " +
                                 std::to_string(longest) + " characters; choose a shorter one");
    }
}

ListeningSocket::ListeningSocket(const std::string &path) : path_(path) {
    requireSocketPath(path);
    removeStale(path);
    socket_.reset(::socket(AF_UNIX, kSocketType, 0));
    const sockaddr_un address = addressOf(path);
    if (!socket_.open() || ::bind(socket_.get(), generic(address), sizeof address) != 0) {
        refusePath(path, reason() + "; check that its directory exists and is writable");
    }
    // Nobody can connect before listen(), so nobody gets in before the mode is right.
    struct stat file {};
    if (::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0 || ::listen(socket_.get(), kBacklog) != 0 ||
        ::lstat(path.c_str(), &file) != 0) {
        refusePath(path, reason());
    }
    device_ = file.st_dev;
    inode_ = file.st_ino;
}

ListeningSocket::~ListeningSocket() {
    struct stat file {};
    if (inode_ != 0 && ::lstat(path_.c_str(), &file) == 0 && file.st_dev == device_ &&
        file.st_ino == inode_) {
        ::unlink(path_.c_str());
    }
}

Descriptor ListeningSocket::accept() {
    return Descriptor(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
}

Descriptor connectTo(const std::string &path, std::string &error) {
    Descriptor descriptor(::socket(AF_UNIX, kSocketType, 0));
    const sockaddr_un address = addressOf(path);
    if (!descriptor.open() || ::connect(descriptor.get(), generic(address), sizeof address) != 0) {
        const int why = errno;
        error = "no exchange answers on " + path + " (" + std::strerror(why) + "); start it, I keep trying";
        descriptor.reset();
        errno = why;
    }
    return descriptor;
}

void socketPair(Descriptor &first, Descriptor &second) {
    int ends[2];
    if (::socketpair(AF_UNIX, kSocketType, 0, ends) != 0) {
        throw std::runtime_error("cannot wire two boards together: " + reason());
    }
    first.reset(ends[0]);
    second.reset(ends[1]);
}

} // namespace callbox::virtualboard
