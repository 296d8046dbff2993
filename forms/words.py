"""What the form says to the person filling it in, in Chinese and English.

The English sentence is the message id; WTForms' own sentences are worded anew in both languages.
"""

ZH = {
    "Please fill this in.": "请填写此项。",
    "Please choose.": "请选择。",
    "Please tick to confirm.": "请勾选确认。",
    "Please upload a file.": "请上传文件。",
    "Please take or upload a photo.": "请拍摄或上传照片。",
    "Please upload a video.": "请上传视频。",
    "Please sign.": "请签名。",
    "Please add at least %(min)d row(s).": "请至少填写 %(min)d 行。",
    "At most %(max)d row(s); you sent %(count)d.": "最多 %(max)d 行，您提交了 %(count)d 行。",
    "Not a valid choice.": "所选内容不在选项中。",
    "Not a valid choice": "所选内容不在选项中。",
    "'%(value)s' is not a valid choice for this field.": "“%(value)s”不在选项中。",
    "'%(value)s' are not valid choices for this field.": "“%(value)s”不在选项中。",
    "Invalid Choice: could not coerce.": "所选内容不在选项中。",
    "Field must be at least %(min)d character long.": "至少填写 %(min)d 个字。",
    "Field must be at least %(min)d characters long.": "至少填写 %(min)d 个字。",
    "Field cannot be longer than %(max)d character.": "最多填写 %(max)d 个字。",
    "Field cannot be longer than %(max)d characters.": "最多填写 %(max)d 个字。",
    "Field must be exactly %(max)d character long.": "须为 %(max)d 个字。",
    "Field must be exactly %(max)d characters long.": "须为 %(max)d 个字。",
    "Field must be between %(min)d and %(max)d characters long.": "字数须在 %(min)d 至 %(max)d 之间。",
    "Number must be at least %(min)s.": "不得小于 %(min)s。",
    "Number must be at most %(max)s.": "不得大于 %(max)s。",
    "Number must be between %(min)s and %(max)s.": "须在 %(min)s 至 %(max)s 之间。",
    "Please write a number, such as 12.5.": "请填写数字，例如 12.5。",
    "Please write an amount, such as 1200.50.": "请填写金额，例如 1200.50。",
    "At most %(max)d decimal place(s).": "最多保留 %(max)d 位小数。",
    "Please write a whole number.": "请填写整数。",
    "The number is too long.": "数字过长。",
    "Please write an e-mail address, such as name@example.com.": "请填写正确的电子邮箱，例如 name@example.com。",
    "Please write a telephone number.": "请填写正确的电话号码。",
    "The text does not have the expected form.": "格式不符合要求。",
    "Please write a date, such as 2026-03-31.": "请填写日期，例如 2026-03-31。",
    "Please write a time, such as 09:30.": "请填写时间，例如 09:30。",
    "Please write a date and time, such as 2026-03-31 09:30.": "请填写日期和时间，例如 2026-03-31 09:30。",
    "Please choose a date that has not passed.": "日期不能早于今天。",
    "Please choose a time in steps of %(minutes)d minutes.": "时间须以 %(minutes)d 分钟为单位。",
    "“%(name)s” is larger than %(size)s.": "“%(name)s”超过 %(size)s，请压缩或拆分后再传。",
    "“%(name)s” is empty.": "“%(name)s”是空文件，请重新选择。",
    "“%(name)s” is not one of these types: %(types)s.": "“%(name)s”不是可上传的类型，可上传：%(types)s。",
    "“%(name)s” says one type, but its content is another.": "“%(name)s”的内容与扩展名不符，请检查文件。",
    "At most %(max)d file(s).": "最多上传 %(max)d 个文件。",
    "One file only.": "只能上传一个文件。",
    "“%(name)s” could not be kept. Please choose it again.": "“%(name)s”未能保存，请重新选择。",
    "The signature could not be read. Please sign again.": "签名无法识别，请重新签名。",
    "The signature is too large. Please sign again.": "签名图片过大，请重新签名。",
    "The signature is empty. Please sign.": "签名为空，请签名。",
    "Please choose someone from the list.": "请从名单中选择人员。",
    "Too much was sent at once. Please split it into several forms.": "一次提交的内容过多，请分次填写。",
    "From the customer file": "来自客户档案",
    "From the project file": "来自项目档案",
    "From an earlier step": "来自之前的步骤",
    "From the task": "来自任务",
    "That is you": "您本人",
    "Please choose at least %(min)d.": "请至少选择 %(min)d 项。",
    "From the process": "来自流程数据",
    "Yes": "是",
    "No": "否",
    "Signed": "已签名",
    "Not filled in": "未填写",
    "Row %(number)d": "第 %(number)d 行",
}

EN = {
    "Not a valid choice.": "Please choose from the list.",
    "Not a valid choice": "Please choose from the list.",
    "'%(value)s' is not a valid choice for this field.": "“%(value)s” is not on the list.",
    "'%(value)s' are not valid choices for this field.": "“%(value)s” are not on the list.",
    "Invalid Choice: could not coerce.": "Please choose from the list.",
    "Field must be at least %(min)d character long.": "Please write at least %(min)d character.",
    "Field must be at least %(min)d characters long.": "Please write at least %(min)d characters.",
    "Field cannot be longer than %(max)d character.": "Please write at most %(max)d character.",
    "Field cannot be longer than %(max)d characters.": "Please write at most %(max)d characters.",
    "Field must be exactly %(max)d character long.": "Please write exactly %(max)d character.",
    "Field must be exactly %(max)d characters long.": "Please write exactly %(max)d characters.",
    "Field must be between %(min)d and %(max)d characters long.":
        "Please write %(min)d to %(max)d characters.",
    "Number must be at least %(min)s.": "Please write %(min)s or more.",
    "Number must be at most %(max)s.": "Please write %(max)s or less.",
    "Number must be between %(min)s and %(max)s.": "Please write a number from %(min)s to %(max)s.",
}


class Words:
    """A translations object as WTForms knows them, for one reader."""

    def __init__(self, locale: str) -> None:
        self._words = ZH if locale.lower().startswith("zh") else EN

    def gettext(self, string: str) -> str:
        """The sentence in the reader's language."""
        return self._words.get(string, string)

    def ngettext(self, singular: str, plural: str, n: int) -> str:
        """The sentence for one or for many."""
        return self.gettext(singular if n == 1 else plural)
