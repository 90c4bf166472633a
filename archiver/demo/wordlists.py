"""The word lists of the simulated portal; each entry fits the slot of its name in every pattern."""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


SURNAMES = _words("Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Trịnh Đinh Mai Tạ")

LISTS: dict[str, tuple[str, ...]] = {
    "middle": _words("Văn Thị Hữu Đức Minh Ngọc Thanh Quốc Xuân Kim Thành Công Hồng Bá Đình Trọng Phước Mỹ"),
    "given": _words(
        "An Anh Bình Châu Chí Cúc Cường Dũng Đạt Đông Giang Hà Hải Hạnh Hiền Hiếu Hòa Hùng Hương Khánh Kiên Lan Lâm "
        "Liên Linh Long Lợi Mai Nam Nga Nghĩa Nhàn Phong Phúc Phương Quân Quang Sơn Tâm Tài Thảo Thắng Thu Thủy Toàn "
        "Trí Trung Tuấn Tuyết Vân Vinh Yến"
    ),
    "form": ("CT/TW", "NQ/ĐU", "KH/ĐUK", "TB/TU", "HD/BTC", "QĐ/ĐUK", "BC/ĐU", "CV/VPTU"),
    "place": _lines("""
        xã Tân Hiệp
        phường Trung Dũng
        huyện Long Khê
        xã Bình Lộc Hạ
        thị trấn Suối Ngọc
        khu công nghiệp Hố Sen
        xã Phú An Đông
        phường Quang Trung
        huyện Xuân Hòa
        ấp Cây Gáo
        khu phố 5
        xã Thanh Sơn
        huyện Định Tân
        lâm trường Mã Giang
        nông trường Hàng Gòn
        hội trường Khối
        nhà văn hóa thiếu nhi
        trung tâm hội nghị tỉnh
        cụm dân cư số 8
        bến đò An Hòa
    """),
    "unit": _lines("""
        Chi bộ Văn phòng Hội Nông dân
        Đảng bộ Sở Giao thông Vận tải
        Đảng ủy Khối Dân chính Đảng
        Chi bộ Trường Chính trị
        Đảng bộ Sở Tài nguyên và Môi trường
        Ban Tổ chức Đảng ủy Khối
        Ban Tuyên giáo Đảng ủy Khối
        Ủy ban Kiểm tra Đảng ủy
        Công đoàn Viên chức tỉnh
        Đoàn Khối Dân chính Đảng
        Chi bộ Trung tâm Lưu trữ
        Đảng bộ Bệnh viện Đa khoa
        Hội Cựu chiến binh cơ quan
        Chi bộ Liên minh Hợp tác xã
        Đảng bộ Kho bạc Nhà nước
        Chi bộ Đài Phát thanh
        Đảng bộ Thanh tra tỉnh
        Văn phòng Đảng ủy
        Chi bộ Bảo tàng tỉnh
        Ban Dân vận
        Đảng bộ Sở Công Thương
        Đảng bộ Sở Văn hóa, Thể thao và Du lịch
        Hội Liên hiệp Phụ nữ
        Chi bộ Chi cục Thủy lợi
        Đảng bộ Bảo hiểm xã hội
        Chi bộ Thư viện tỉnh
    """),
    "who": _lines("""
        đại biểu dự hội nghị
        cán bộ hưu trí
        các chi ủy viên trẻ
        đoàn viên công đoàn
        tổ công tác liên ngành
        ban thường vụ khóa mới
        nữ đảng viên cơ quan
        báo cáo viên cơ sở
        đội ngũ bí thư chi bộ
        cán bộ kiểm tra chuyên trách
        nhóm giúp việc đại hội
        các hộ dân vùng dự án
        giáo viên vùng sâu
        tổ thẩm định hồ sơ
        ủy viên phụ trách địa bàn
        lực lượng dân quân
        cộng tác viên tuyên truyền
        thủ trưởng các phòng
        thanh niên tình nguyện
        quần chúng ưu tú
        công nhân ca đêm
        cán bộ văn thư
    """),
    "act": _lines("""
        rà soát
        đôn đốc
        hướng dẫn
        kiểm tra
        tổng kết
        phổ biến
        thảo luận
        góp ý
        chuẩn bị
        hoàn thiện
        triển khai
        quán triệt
        thông qua
        giám sát
        bổ sung
        chấn chỉnh
        phân công
        tiếp thu
        nhân rộng
        củng cố
        thẩm tra
        đổi mới
        lập kế hoạch cho
        lấy phiếu về
        báo cáo
        cụ thể hóa
        rút kinh nghiệm về
        khảo sát
    """),
    "what": _lines("""
        dự thảo văn kiện
        quy chế làm việc
        chương trình toàn khóa
        công tác phát triển đảng viên
        hồ sơ nhân sự cấp ủy
        việc thu nộp đảng phí
        phong trào thi đua
        nề nếp sinh hoạt chi bộ
        công tác dân vận khéo
        đề án vị trí việc làm
        kế hoạch luân chuyển cán bộ
        các chỉ tiêu về giảm nghèo
        việc học tập chuyên đề
        hệ thống sổ sách
        công tác bảo vệ chính trị nội bộ
        chế độ thông tin hai chiều
        tiêu chuẩn đánh giá tổ chức đảng
        đơn thư tồn đọng
        chương trình nông thôn mới
        công tác khuyến học
        quỹ đền ơn đáp nghĩa
        quy hoạch nguồn cán bộ nữ
        kho tài liệu lưu trữ
        việc cải cách thủ tục hành chính
        cuộc vận động quyên góp
        lịch tiếp xúc cử tri
        mạng lưới cộng tác viên
        các công trình thủy lợi nhỏ
        tủ sách pháp luật
        bản tin nội bộ
        nguồn vốn ủy thác
        chuyên mục hỏi đáp
        hội thao truyền thống
        công tác tiếp dân
    """),
    "aim": _lines("""
        nhằm nâng cao sức chiến đấu của tổ chức cơ sở
        để kịp tiến độ trước mùa mưa
        theo tinh thần đoàn kết và thẳng thắn
        gắn với nhiệm vụ chuyên môn của từng phòng
        trên cơ sở ý kiến của chi bộ
        với sự tham gia của đông đảo quần chúng
        không để dồn việc vào cuối quý
        tạo sự thống nhất từ trong cấp ủy
        góp phần giữ vững ổn định nơi cư trú
        bảo đảm công khai, đúng quy trình
        sát với điều kiện từng địa bàn
        qua đó giảm bớt giấy tờ hội họp
        làm cơ sở xếp loại cuối năm
        đúng phương châm rõ người, rõ việc
        và báo cáo kết quả về thường trực
        phù hợp nguyện vọng của đoàn viên
        khắc phục tình trạng nể nang
        từng bước đưa tin học vào quản lý
        tiết kiệm mà vẫn trang trọng
        lấy kết quả công việc làm thước đo
        để nhân dân biết, bàn và giám sát
        đồng thời chăm lo đời sống gia đình chính sách
        nhất là ở những nơi còn khó khăn
        sau khi đối chiếu với nghị quyết năm trước
    """),
    "meeting": _lines("""
        hội nghị sơ kết sáu tháng
        lễ trao huy hiệu
        buổi tọa đàm chuyên đề
        lớp bồi dưỡng cấp ủy
        phiên họp trù bị
        hội thi bí thư giỏi
        đợt sinh hoạt chính trị
        ngày hội đại đoàn kết
        cuộc họp giao ban
        buổi đối thoại với thanh niên
        kỳ họp thường lệ
        chuyến về nguồn
        đại hội điểm
        hội nghị cán bộ chủ chốt
    """),
    "judge": _lines("""
        chuyển biến rõ nét
        còn chậm so với yêu cầu
        được cấp trên ghi nhận
        đi vào chiều sâu
        chưa đồng đều giữa các chi bộ
        vượt mức đề ra
        nhận được sự đồng thuận cao
        cần tiếp tục theo dõi
        đáp ứng lòng mong đợi
        bước đầu có hiệu quả
        giữ được nền nếp
        thiếu người chuyên trách
    """),
    "thing": (
        "bản đề cương",
        "phiếu góp ý",
        "suất học bổng",
        "căn nhà tình nghĩa",
        "tủ sách",
        "mô hình điểm",
        "lượt ý kiến",
    ),
}

OPENINGS = (
    "Bên cạnh đó",
    "Theo báo cáo tại buổi làm việc",
    "Trong không khí phấn khởi",
    "Nhân dịp này",
    "Từ thực tế ở cơ sở",
    "Tuy nhiên",
    "Cũng trong buổi sáng",
    "Nhìn lại chặng đường đã qua",
    "Để làm được việc đó",
)

PATTERNS = (
    "{date}, {unit} tổ chức {meeting} tại {place}, có {num} {who} tham dự",
    "{unit} đã {act} {what} {aim}",
    "{who} cùng {unit} {act} {what}, {aim}",
    "đồng chí {name} thay mặt {unit} {act} {what} và nhấn mạnh việc {act} {what}",
    "kết quả {what} tại {place} {judge}, trong đó {pct} đạt yêu cầu năm {year}",
    "qua {meeting}, {who} kiến nghị {unit} sớm {act} {what} {aim}",
    "thực hiện văn bản số {doc}, {unit} giao {who} {act} {what}",
    "năm {year}, toàn đơn vị có {num} {thing}, tăng {pct} so với năm trước",
    "việc {act} {what} ở {place} {judge} {aim}",
    "ban tổ chức trao {num} {thing} cho {who} của {place}",
    "ông {name}, {place}, cho biết {what} {judge}",
    "bà {name} đề nghị {unit} {act} {what} tại {place}",
    "một số nơi {act} {what} {judge}, nguyên nhân do {who} chưa {act} {what}",
    "đến nay {what} {judge}; {unit} tiếp tục {act} {what} trong quý {aim}",
    "sau {meeting}, {num} {who} ký cam kết {act} {what}",
    "các ý kiến tập trung vào {what}, {what} và {what}",
    "{unit} chọn {place} làm nơi {act} {what}, {num} {thing} được chuyển tới {who}",
    "tại {place}, {who} {act} {what} suốt {num} buổi {aim}",
    "riêng {unit}, {what} {judge} nhờ {who} chủ động {act} {what}",
    "đồng chí {name} lưu ý {who} không xem nhẹ {what} khi {act} {what}",
)

TITLES = (
    "{unit} {act} {what} năm {year}",
    "{unit}: {num} {who} dự {meeting}",
    "{meeting} tại {place}: {act} {what}",
    "{place} {act} {what} {aim}",
    "đồng chí {name} làm việc với {unit} về {what}",
    "{who} {place} {act} {what}",
    "khai mạc {meeting} của {unit}",
    "kết quả {act} {what} ở {place} năm {year}",
    "{unit} trao {num} {thing} tại {place}",
    "vì sao {what} ở {place} {judge}?",
)

TONE_PAIRS = (
    ("ủy", "uỷ"),
    ("Ủy", "Uỷ"),
    ("thủy", "thuỷ"),
    ("Thủy", "Thuỷ"),
    ("hóa", "hoá"),
    ("hòa", "hoà"),
    ("Hòa", "Hoà"),
    ("khóa", "khoá"),
    ("tọa", "toạ"),
)
