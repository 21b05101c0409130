// SOCK_SEQPACKET Unix sockets: packet borders are kept, order is kept, nothing is lost while both
// ends live.
#pragma once

#include <sys/types.h>

#include <string>

namespace callbox::virtualboard {

/// Owns one file descriptor.
class Descriptor {
  public:
    Descriptor() = default;
    explicit Descriptor(int fd) : fd_(fd) {}
    ~Descriptor() { reset(); }
    Descriptor(Descriptor &&other) noexcept : fd_(other.release()) {}
    Descriptor &operator=(Descriptor &&other) noexcept {
        reset(other.release());
        return *this;
    }
    int get() const { return fd_; }
    bool open() const { return fd_ >= 0; }
    int release() {
        const int fd = fd_;
        fd_ = -1;
        return fd;
    }
    void reset(int fd = -1);

  private:
    int fd_ = -1;
};

/// A listening socket file with mode 0600, removed again at the end.
class ListeningSocket {
  public:
    /// Replaces a socket file that nobody listens on. Throws std::runtime_error with a text for the
    /// owner: path too long, another process listens, not a socket, directory missing or not writable.
    explicit ListeningSocket(const std::string &path);
    ~ListeningSocket();
    ListeningSocket(const ListeningSocket &) = delete;
    ListeningSocket &operator=(const ListeningSocket &) = delete;

    int fd() const { return socket_.get(); }
    /// A new non-blocking connection, or one that is not open if none waits.
    Descriptor accept();

  private:
    const std::string path_;
    Descriptor socket_;
    dev_t device_ = 0;
    ino_t inode_ = 0;
};

/// Connects without waiting. Not open on failure; `error` then says why.
Descriptor connectTo(const std::string &path, std::string &error);
/// Throws std::runtime_error if `path` does not fit into a socket address.
void requireSocketPath(const std::string &path);
/// Two ends wired together. Throws std::runtime_error.
void socketPair(Descriptor &first, Descriptor &second);

} // namespace callbox::virtualboard
