#include "ui/error_text.h"

#include <QCoreApplication>

namespace orfeas::ui {
namespace {

QString translated(const char* text) {
    return QCoreApplication::translate("Error", text);
}

/// The sentence for a kind of failure when the core has nothing more precise to say.
QString sentence(ErrorCode code) {
    switch (code) {
    case ErrorCode::BadInput:
        return translated("This file cannot be used");
    case ErrorCode::NotFound:
        return translated("The file or folder is not there");
    case ErrorCode::Unsupported:
        return translated("This kind of file is not supported");
    case ErrorCode::TooLarge:
        return translated("This is larger than Orfeas can handle");
    case ErrorCode::PermissionDenied:
        return translated("The system does not allow it: check the permissions");
    case ErrorCode::DiskFull:
        return translated("The disk is full: free some space and try again");
    case ErrorCode::IoFailed:
        return translated("Reading or writing failed: check the disk and try again");
    case ErrorCode::OutOfMemory:
        return translated("There is not enough memory: try a lower detail");
    case ErrorCode::Unavailable:
        return translated("This computer lacks something that is needed for it");
    case ErrorCode::Cancelled:
        return translated("Stopped");
    case ErrorCode::Failed:
        return translated("No valid shape came out: try other settings");
    }
    return {};
}

} // namespace

QString errorTitle(ErrorCode code) {
    switch (code) {
    case ErrorCode::BadInput:
        return translated("Cannot be used");
    case ErrorCode::NotFound:
        return translated("Not found");
    case ErrorCode::Unsupported:
        return translated("Not supported");
    case ErrorCode::TooLarge:
        return translated("Too large");
    case ErrorCode::PermissionDenied:
        return translated("No permission");
    case ErrorCode::DiskFull:
        return translated("Disk full");
    case ErrorCode::IoFailed:
        return translated("Reading or writing failed");
    case ErrorCode::OutOfMemory:
        return translated("Out of memory");
    case ErrorCode::Unavailable:
        return translated("Not available");
    case ErrorCode::Cancelled:
        return translated("Stopped");
    case ErrorCode::Failed:
        return translated("No result");
    }
    return {};
}

QString errorText(const Error& error) {
    QString text = error.userText.empty() ? sentence(error.code) : QString::fromStdString(error.userText);
    // The core speaks English sentences, known to the translation files by their text.
    text = QCoreApplication::translate("Core", text.toUtf8().constData());
    if (!text.isEmpty()) text[0] = text[0].toUpper();
    if (!text.endsWith('.') && !text.endsWith('?') && !text.endsWith('!')) text += '.';
    return text;
}

} // namespace orfeas::ui
