#include "engine/writer_thread.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>

#include "engine/thread_clock.h"

namespace callbox::engine {

using media::RecordingBlock;
using media::RecordingId;
using media::WavStatus;

namespace {

constexpr int64_t kSyncEveryUs = 1'000'000; // one syncfs a second costs less than an fdatasync per file
/// How often blocks are looked for. With kMaxSamples of half a second, a process that is killed loses no more
/// than 0.8 s of a recording, and the media thread need not wake the writer for each block.
constexpr int kBlocksEveryMs = 250;
constexpr size_t kReservedItems = 1024;
constexpr size_t kMaxDevices = 8; // file systems synced; more than one is rare
constexpr mode_t kFolderMode = 0750;

const char *endName(media::RecordingEnd reason) {
    switch (reason) {
    case media::RecordingEnd::kStopped:
        return "stopped";
    case media::RecordingEnd::kTooSlow:
        return "too-slow";
    case media::RecordingEnd::kCleared:
        break;
    }
    return "cleared";
}

std::string folderOf(const std::string &path) {
    const size_t slash = path.rfind('/');
    return slash == 0 || slash == std::string::npos ? "/" : path.substr(0, slash);
}

/// 0, or the errno of the folder that could not be made.
int makeFolders(const std::string &folder) {
    for (size_t end = folder.find('/', 1);; end = folder.find('/', end + 1)) {
        const std::string part = folder.substr(0, end);
        if (mkdir(part.c_str(), kFolderMode) != 0 && errno != EEXIST)
            return errno;
        if (end == std::string::npos)
            return 0;
    }
}

} // namespace

WriterThread::WriterThread(EventGate &gate, Inbox<Notice> &notices, WakeFd &noticesWake)
    : gate_(gate), notices_(notices), noticesWake_(noticesWake) {
    waiting_.reserve(kReservedItems);
}

WriterThread::~WriterThread() { stop(); }

void WriterThread::start() {
    thread_ = std::thread([this] { run(); });
    pthread_setname_np(thread_.native_handle(), "callbox-writer");
}

void WriterThread::stop() {
    if (!thread_.joinable())
        return;
    {
        const std::lock_guard<InheritingMutex> lock(mutex_);
        stopping_ = true;
    }
    came_.notify_one();
    thread_.join();
}

void WriterThread::begin(RecordingId recording, std::string name, std::string path) {
    Item item{};
    item.kind = Item::Kind::kBegin;
    item.recording = recording;
    item.name = std::move(name);
    item.path = std::move(path);
    post(std::move(item), true);
}

void WriterThread::block(RecordingBlock *block) {
    Item item{};
    item.kind = Item::Kind::kBlock;
    item.block = block;
    post(std::move(item), false);
}

void WriterThread::end(RecordingId recording, media::RecordingEnd reason, uint64_t lostAfter) {
    Item item{};
    item.kind = Item::Kind::kEnd;
    item.recording = recording;
    item.reason = reason;
    item.lostAfter = lostAfter;
    post(std::move(item), true);
}

void WriterThread::post(Item &&item, bool urgent) {
    {
        const std::lock_guard<InheritingMutex> lock(mutex_);
        waiting_.push_back(std::move(item));
        urgent_ = urgent_ || urgent;
    }
    if (urgent)
        came_.notify_one();
}

uint64_t WriterThread::cpuUs() {
    const uint64_t atEnd = cpuUsAtEnd_.load();
    return atEnd != 0 || !thread_.joinable() ? atEnd : threadCpuUs(thread_.native_handle());
}

void WriterThread::run() {
    std::vector<Item> items;
    items.reserve(kReservedItems);
    for (bool stopping = false; !stopping;) {
        {
            std::unique_lock<InheritingMutex> lock(mutex_);
            const auto ready = [this] { return stopping_ || urgent_; };
            if (unsynced_ || !files_.empty())
                came_.wait_for(lock, std::chrono::milliseconds(kBlocksEveryMs), ready);
            else
                came_.wait(lock, ready);
            urgent_ = false;
            items.swap(waiting_);
            stopping = stopping_;
        }
        for (Item &item : items)
            handle(item);
        items.clear();
        if (unsynced_ && (stopping || monotonicUs() - lastSyncUs_ >= kSyncEveryUs))
            syncDevices();
    }
    while (!files_.empty())
        endFile(files_.begin()->first, "cleared");
    for (const auto &[device, fd] : devices_)
        ::close(fd);
    cpuUsAtEnd_.store(threadCpuUs(pthread_self()));
}

void WriterThread::handle(Item &item) {
    switch (item.kind) {
    case Item::Kind::kBegin:
        beginFile(item);
        return;
    case Item::Kind::kBlock:
        writeBlock(*item.block);
        pool_->give(item.block);
        return;
    case Item::Kind::kEnd:
        const auto found = files_.find(item.recording);
        if (found == files_.end())
            return; // ended already: the disk was full
        if (item.lostAfter > 0 && found->second.writer.appendSilence(item.lostAfter) != WavStatus::kOk)
            endFile(item.recording, nullptr);
        else
            endFile(item.recording, endName(item.reason));
        return;
    }
}

void WriterThread::beginFile(Item &item) {
    File &file = files_[item.recording];
    file.name = std::move(item.name);
    const int error = makeFolders(folderOf(item.path));
    if (error == ENOSPC || error == EDQUOT) {
        endFile(item.recording, "disk-full");
        return;
    }
    // Any other error is met again, and told, by the opening of the file.
    if (file.writer.open(item.path) != WavStatus::kOk) {
        endFile(item.recording, nullptr);
        return;
    }
    openDevice(folderOf(item.path));
    unsynced_ = true;
}

void WriterThread::openDevice(const std::string &folder) {
    struct stat status {};
    const int fd = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return;
    if (fstat(fd, &status) == 0 && devices_.size() < kMaxDevices && devices_.count(status.st_dev) == 0)
        devices_[status.st_dev] = fd;
    else
        ::close(fd);
}

void WriterThread::writeBlock(RecordingBlock &block) {
    const auto found = files_.find(block.recording);
    if (found == files_.end())
        return;
    media::WavWriter &writer = found->second.writer;
    if (block.lostBefore > 0)
        writer.appendSilence(block.lostBefore);
    if (writer.append(block.pairs.data(), block.samples) != WavStatus::kOk)
        endFile(block.recording, nullptr);
    unsynced_ = true;
}

/// `reason` null: what the writer itself ran into.
void WriterThread::endFile(RecordingId recording, const char *reason) {
    const auto found = files_.find(recording);
    const WavStatus status = found->second.writer.close();
    Event event{};
    event.kind = Event::Kind::kRecordingEnded;
    event.recording = found->second.name;
    event.samples = found->second.writer.samples();
    event.reason = status == WavStatus::kOk && reason != nullptr ? reason : media::wavStatusReason(status);
    files_.erase(found);
    Notice gone{};
    gone.kind = Notice::Kind::kRecordingGone;
    gone.recording = recording;
    notices_.push(std::move(gone)); // before the event: who hears it may begin the seizure's next recording
    noticesWake_.wake();
    gate_.emit(std::move(event));
}

void WriterThread::syncDevices() {
    for (const auto &[device, fd] : devices_)
        syncfs(fd); // a failure shows in the next write; there is nothing else to be done here
    lastSyncUs_ = monotonicUs();
    unsynced_ = !files_.empty();
}

} // namespace callbox::engine
