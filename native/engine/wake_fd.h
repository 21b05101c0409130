// An eventfd that wakes a thread out of poll.
#pragma once

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <stdexcept>
#include <string>

namespace callbox::engine {

class WakeFd {
  public:
    WakeFd() : fd_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
        if (fd_ < 0)
            throw std::runtime_error(std::string("no eventfd: ") + std::strerror(errno) +
                                     "; raise the limit of open files");
    }
    ~WakeFd() { ::close(fd_); }
    WakeFd(const WakeFd &) = delete;
    WakeFd &operator=(const WakeFd &) = delete;

    int fd() const { return fd_; }
    void wake() {
        const uint64_t one = 1;
        // Fails only when 2^64 - 2 wake-ups wait: then the thread is being woken already.
        [[maybe_unused]] const ssize_t written = write(fd_, &one, sizeof one);
    }
    void drain() {
        uint64_t count = 0;
        [[maybe_unused]] const ssize_t got = read(fd_, &count, sizeof count);
    }

  private:
    int fd_;
};

} // namespace callbox::engine
