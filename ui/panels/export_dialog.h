// Writing objects to a file: format, name and folder, what will be written, and the receipt afterwards.
#pragma once

#include <optional>
#include <vector>

#include <QDialog>

#include "core/project/core_event.h"
#include "ui/id_stream.h"

class QLabel;
class QLineEdit;
class QListView;
class QPushButton;
class QStackedLayout;

namespace orfeas::ui {

class SegmentedControl;
class SwitchButton;
class Workspace;

/// Built from io::meshFormats(). Stays open until the file is written and checked; errors stand in it in words. The
/// dialog never touches the disk itself except to look whether a file of that name is there.
class ExportDialog : public QDialog {
    Q_OBJECT
public:
    ExportDialog(Workspace& workspace, QWidget* parent);

    /// The file that would be written: folder, name and the format's ending.
    QString file() const;
    void setFile(const QString& folder, const QString& name);
    void setFormat(const QString& name);

signals:
    /// The user has said yes. Whoever owns the renderer adds a thumbnail and hands both to the workspace.
    void exportRequested(const std::vector<orfeas::project::ObjectPtr>& objects, const QString& file,
                         const orfeas::io::WriteOptions& options);

private:
    QWidget* buildForm();
    QWidget* buildReceipt();
    QWidget* buildFormats();
    QWidget* buildDetails();
    const io::MeshFormat& format() const;
    std::vector<project::ObjectPtr> objects() const;
    void refresh();
    void chooseFolder();
    void write();
    void follow(const project::JobStatus& status);
    void showReceipt(const io::Receipt& receipt);
    void showError(const QString& text);

    Workspace& m_workspace;
    QStackedLayout* m_pages;
    QListView* m_formats = nullptr;
    SegmentedControl* m_scope = nullptr;
    QLineEdit* m_name = nullptr;
    QLineEdit* m_folder = nullptr;
    SwitchButton* m_colors = nullptr;
    QLabel* m_colorsNote = nullptr;
    QLabel* m_what = nullptr;
    QLabel* m_error = nullptr;
    QPushButton* m_write = nullptr;
    QLabel* m_receipt = nullptr;
    QLabel* m_receiptFile = nullptr;
    QPushButton* m_done = nullptr;
    bool m_writing = false;
    std::optional<project::JobId> m_job; ///< once known
};

} // namespace orfeas::ui
