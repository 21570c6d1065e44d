package tabular

import (
	"errors"
	"fmt"

	"qunli/kit/fault"
)

// Faults of the file as a whole. Each ends the reading.
var (
	ErrMissing    = fault.New(fault.Missing, "import.file.missing", "找不到文件 %s；请检查路径和文件名", "There is no file %s; check the path and the name")
	ErrDirectory  = fault.New(fault.Invalid, "import.file.directory", "%s 是文件夹，不是文件；请指明其中的一个文件", "%s is a folder, not a file; name one file in it")
	ErrIrregular  = fault.New(fault.Invalid, "import.file.irregular", "%s 不是普通文件（而是管道或设备）；请先存成文件", "%s is no ordinary file (a pipe or device); save it as a file first")
	ErrUnreadable = fault.New(fault.Invalid, "import.file.unreadable", "读不了文件 %s；请检查读取权限和磁盘", "The file %s cannot be read; check its permissions and the disk")
	ErrEmpty      = fault.New(fault.Invalid, "import.file.empty", "文件里没有任何记录；请检查导出是否成功", "The file holds no record at all; check that the export succeeded")
	ErrLarge      = fault.New(fault.Invalid, "import.file.large", "文件解压后超过 %[1]d 字节的上限；请拆成几个文件分别导入", "Decompressed, the file is over the limit of %[1]d bytes; split it and import the parts")
	ErrBinary     = fault.New(fault.Invalid, "import.binary", "文件不是文本表格（含有零字节）；请另存为 UTF-8 的 CSV，若是没有 BOM 的 UTF-16，请在预设里写明 encoding", "The file is not a text table (it holds zero bytes); save it as CSV in UTF-8, or name the encoding in a preset if it is UTF-16 without BOM")
	ErrOption     = fault.New(fault.Invalid, "import.option", "选项 %[1]s 不能是 %[2]q；可用：%[3]s", "Option %[1]s cannot be %[2]q; use one of: %[3]s")

	ErrGzipName      = fault.New(fault.Invalid, "import.gzip.name", "文件名以 .gz 结尾，内容却不是 gzip；请改正文件名或重新压缩", "The name ends in .gz, but the content is not gzip; correct the name or compress it again")
	ErrGzipTruncated = fault.New(fault.Invalid, "import.gzip.truncated", "gzip 文件不完整，尾部缺失；请重新下载或重新导出", "The gzip file is cut short; download or export it again")
	ErrGzipDamaged   = fault.New(fault.Invalid, "import.gzip.damaged", "gzip 文件已损坏，校验不符；请重新下载或重新导出", "The gzip file is damaged, its checks fail; download or export it again")
	ErrGzipTrailing  = fault.New(fault.Invalid, "import.gzip.trailing", "gzip 数据之后还有多余的字节；请重新压缩后再导入", "There are stray bytes after the gzip data; compress the file again")
	ErrGzipNested    = fault.New(fault.Invalid, "import.gzip.nested", "gzip 里面不是文本，而是另一个压缩包或工作簿；请先解压一层", "Inside the gzip is no text but another archive or workbook; unpack it once first")

	ErrEncoding = fault.New(fault.Invalid, "import.encoding", "第 %[1]d 行的字节既不是有效的 UTF-8，也不是 GBK/GB18030；请把文件另存为 UTF-8，或在预设里写明 encoding（坏行会单独列出）", "The bytes of line %[1]d are neither valid UTF-8 nor GBK/GB18030; save the file as UTF-8, or name its encoding in a preset (bad lines are then listed one by one)")
	ErrLong     = fault.New(fault.Invalid, "import.record.long", "第 %[1]d 行超过 %[2]d 字节的上限；请检查换行符和分隔符，或把该行拆短", "Line %[1]d is over the limit of %[2]d bytes; check the line ends and the delimiter, or shorten the line")
	ErrOpen     = fault.New(fault.Invalid, "import.quote.open", "第 %[1]d 行开始的引号一直没有闭合，已超过 %[2]d 字节的上限；请补上引号，或把单元格里的引号写成两个", "A quote opened in line %[1]d is not closed within the limit of %[2]d bytes; close it, or double the quotes inside cells")

	ErrHeader          = fault.New(fault.Invalid, "import.header.damaged", "第 %[1]d 行是第一条记录，应给出各列，却读不出来；请改正这一行", "Line %[1]d is the first record and should show the columns, but it is damaged; correct that line")
	ErrHeaderDuplicate = fault.New(fault.Invalid, "import.header.duplicate", "第 %[2]d 列和第 %[3]d 列的表头都是「%[1]s」；请改掉其中一个", "Columns %[2]d and %[3]d both have the header %[1]q; rename one of them")

	ErrOldExcel    = fault.New(fault.Invalid, "import.xls.old", "这是旧版 .xls 或加密的工作簿；请在 Excel 或 WPS 里去掉密码并另存为 .xlsx 或 CSV", "This is an old .xls or an encrypted workbook; in Excel or WPS remove the password and save it as .xlsx or CSV")
	ErrZipForeign  = fault.New(fault.Invalid, "import.zip.foreign", "这是 zip 压缩包，但不是 .xlsx 工作簿；请先解压，再导入其中的表格", "This is a zip archive but no .xlsx workbook; unpack it and import the table inside")
	ErrZipDamaged  = fault.New(fault.Invalid, "import.zip.damaged", "工作簿的压缩数据已损坏或不完整；请重新下载，或在 Excel 里打开后另存", "The workbook's compressed data is damaged or cut short; download it again, or open it in Excel and save it anew")
	ErrZipBomb     = fault.New(fault.Invalid, "import.zip.bomb", "工作簿的 %[1]s 解开后超过上限 %[2]d，像是压缩炸弹；请把数据拆成几个文件，或另存为 CSV", "Unpacked, %[1]s of the workbook is over the limit of %[2]d, as in a zip bomb; split the data, or save it as CSV")
	ErrXLSXName    = fault.New(fault.Invalid, "import.xlsx.name", "文件名以 .xlsx 结尾，内容却不是工作簿；请改正文件名或重新导出", "The name ends in .xlsx, but the content is no workbook; correct the name or export it again")
	ErrXLSXDamaged = fault.New(fault.Invalid, "import.xlsx.damaged", "工作簿的 %[1]s 不合规范（%[2]s）；请在 Excel 里打开后另存，或另存为 CSV", "%[1]s of the workbook is malformed (%[2]s); open it in Excel and save it anew, or save it as CSV")
	ErrSheet       = fault.New(fault.Invalid, "import.xlsx.sheet", "工作簿里没有名为「%[1]s」的工作表；现有：%[2]s", "The workbook has no sheet %[1]q; it has: %[2]s")
	ErrStrings     = fault.New(fault.Invalid, "import.xlsx.strings", "工作簿的共享文字超过 %[1]d 字节的上限；请另存为 CSV，或拆成几个文件", "The workbook's shared strings are over the limit of %[1]d bytes; save it as CSV, or split it")
)

// Faults of one record. The reading goes on after them.
var (
	ErrRowQuote   = fault.New(fault.Invalid, "import.row.quote", "引号不成对或位置不对；请把整格用引号括住，格内的引号写成两个", "A quote is unbalanced or misplaced; enclose the whole cell in quotes and double the quotes inside it")
	ErrRowCells   = fault.New(fault.Invalid, "import.row.cells", "应有 %[1]d 格，实有 %[2]d 格；请补齐，或检查多出的分隔符", "Expected %[1]d cells, found %[2]d; fill in the missing ones, or look for stray delimiters")
	ErrRowBytes   = fault.New(fault.Invalid, "import.row.bytes", "第 %[1]d 格含有按该编码读不出的字节；请改正该格，或把文件另存为 UTF-8", "Cell %[1]d holds bytes that the encoding cannot read; correct it, or save the file as UTF-8")
	ErrRowFormula = fault.New(fault.Invalid, "import.row.formula", "单元格 %[1]s 是公式，不是值；请复制后“粘贴为数值”再导入", "Cell %[1]s is a formula, not a value; copy it and paste as values, then import again")
	ErrRowError   = fault.New(fault.Invalid, "import.row.error", "单元格 %[1]s 是错误值 %[2]s；请改正后再导入", "Cell %[1]s holds the error %[2]s; correct it and import again")
)

// RowError is the damage of one record. It unwraps to its fault.
type RowError struct {
	Fault *fault.Error
	Line  int    // where the record starts, 1-based
	Last  int    // where it ends: an unclosed quote swallows lines
	Raw   string // the start of the record's first line, when it could not be cut into cells
}

// Error is for logs.
func (e *RowError) Error() string {
	if e.Last > e.Line {
		return fmt.Sprintf("lines %d–%d: %s", e.Line, e.Last, e.Fault.Error())
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Fault.Error())
}

// Unwrap gives the fault, so that errors.Is and fault.Of find it.
func (e *RowError) Unwrap() error { return e.Fault }

// clip shortens text from the file before it goes into a message.
func clip(s string) string {
	const most = 60
	for i := range s {
		if i >= most {
			return s[:i] + "…"
		}
	}
	return s
}

// asFault keeps a fault as it is and hides any other error behind f.
func asFault(err error, f *fault.Error) error {
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	return f.Because(err)
}

var _ error = (*RowError)(nil)
