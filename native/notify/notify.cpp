// The one thing Node cannot do that a service needs: send a datagram to a Unix socket (sd_notify(3)).
// An addon of its own: callbox-web loads it too, and has no business with the lines.
#include <node_api.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string>

namespace {

constexpr std::size_t kMaxMessageBytes = 4096;

/// The argument as UTF-8; empty if it is no string or longer than a message may be.
std::string text(napi_env env, napi_value value) {
    std::size_t length = 0;
    if (napi_get_value_string_utf8(env, value, nullptr, 0, &length) != napi_ok || length > kMaxMessageBytes)
        return {};
    std::string found(length + 1, '\0');
    napi_get_value_string_utf8(env, value, found.data(), found.size(), &length);
    found.resize(length);
    return found;
}

/// 0, or errno. `path` as in $NOTIFY_SOCKET: a file, or "@name" in the abstract namespace (unix(7)).
int sendTo(const std::string &path, const std::string &message) {
    sockaddr_un address{};
    if (path.empty() || path.size() >= sizeof address.sun_path)
        return ENAMETOOLONG;
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    if (path[0] == '@')
        address.sun_path[0] = '\0';
    const int made = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (made < 0)
        return errno;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
    const auto *to = reinterpret_cast<const sockaddr *>(&address);
    // A full queue must not hold up who sends: the next beat comes in a second.
    const auto sent = sendto(made, message.data(), message.size(), MSG_NOSIGNAL | MSG_DONTWAIT, to, size);
    const int error = sent < 0 ? errno : 0;
    close(made);
    return error;
}

/// send(path, message) → errno, 0 when it was sent.
napi_value send(napi_env env, napi_callback_info info) {
    std::size_t count = 2;
    napi_value given[2] = {nullptr, nullptr};
    napi_get_cb_info(env, info, &count, given, nullptr, nullptr);
    const std::string path = count > 0 ? text(env, given[0]) : "";
    const std::string message = count > 1 ? text(env, given[1]) : "";
    napi_value result = nullptr;
    napi_create_int32(env, path.empty() || message.empty() ? EINVAL : sendTo(path, message), &result);
    return result;
}

napi_value begin(napi_env env, napi_value exports) {
    napi_value function = nullptr;
    napi_create_function(env, "send", NAPI_AUTO_LENGTH, send, nullptr, &function);
    napi_set_named_property(env, exports, "send", function);
    return exports;
}

} // namespace

NAPI_MODULE(NODE_GYP_MODULE_NAME, begin)
