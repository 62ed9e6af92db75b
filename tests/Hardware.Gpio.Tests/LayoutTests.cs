using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using LocalEnergyMarket.Hardware.Gpio.Tests.Peer;
using LocalEnergyMarket.Hardware.Gpio.Uapi;
using LocalEnergyMarket.Testbed.Processes;

namespace LocalEnergyMarket.Hardware.Gpio.Tests;

/// <summary>Numbers, sizes and offsets against <c>linux/gpio.h</c>, as a C compiler has them for each architecture.</summary>
public sealed class LayoutTests
{
    [Theory]
    [InlineData("x86_64-linux-gnu")]
    [InlineData("i386-linux-gnu")]
    [InlineData("armv7-linux-gnueabihf")]
    [InlineData("aarch64-linux-gnu")]
    public void Requests_and_structs_are_those_of_the_kernels_header(string target)
    {
        using var folder = new ScratchFolder();
        var source = Path.Combine(folder.Path, "layout.c");
        File.WriteAllText(source, Source(ours => ours));

        Assert.Equal("", CCompiler.Run("-target", target, "-isystem", "/usr/include", "-isystem", "/usr/include/x86_64-linux-gnu", "-fsyntax-only", source));
    }

    [Fact]
    public void A_wrong_number_is_found()
    {
        using var folder = new ScratchFolder();
        var source = Path.Combine(folder.Path, "layout.c");
        File.WriteAllText(source, Source(ours => ours + 1));

        Assert.Throws<InvalidOperationException>(() => CCompiler.Run("-fsyntax-only", source));
    }

    static string Source(Func<ulong, ulong> change)
    {
        var source = new StringBuilder("#include <stddef.h>\n#include <linux/gpio.h>\n");
        foreach (var (c, ours) in Facts())
        {
            source.AppendLine(CultureInfo.InvariantCulture, $"_Static_assert(({c}) == {change(ours)}ull, \"{c}\");");
        }

        return source.ToString();
    }

    static IEnumerable<(string C, ulong Ours)> Facts() =>
    [
        ("GPIO_GET_CHIPINFO_IOCTL", GpioIoctl.GetChipInfo),
        ("GPIO_V2_GET_LINEINFO_IOCTL", GpioIoctl.GetLineInfo),
        ("GPIO_V2_GET_LINE_IOCTL", GpioIoctl.GetLine),
        ("GPIO_V2_LINE_SET_CONFIG_IOCTL", GpioIoctl.SetConfig),
        ("GPIO_V2_LINE_GET_VALUES_IOCTL", GpioIoctl.GetValues),
        ("GPIO_V2_LINE_SET_VALUES_IOCTL", GpioIoctl.SetValues),
        ("sizeof(struct gpiochip_info)", (ulong)Unsafe.SizeOf<ChipInfo>()),
        ("sizeof(struct gpio_v2_line_info)", (ulong)Unsafe.SizeOf<LineInfo>()),
        ("sizeof(struct gpio_v2_line_config_attribute)", (ulong)Unsafe.SizeOf<LineAttribute>()),
        ("sizeof(struct gpio_v2_line_config)", (ulong)Unsafe.SizeOf<LineConfig>()),
        ("sizeof(struct gpio_v2_line_request)", (ulong)Unsafe.SizeOf<LineRequest>()),
        ("sizeof(struct gpio_v2_line_values)", (ulong)Unsafe.SizeOf<LineValues>()),
        ("sizeof(struct gpio_v2_line_event)", (ulong)Unsafe.SizeOf<LineEvent>()),
        .. Offsets(),
        .. Enum.GetValues<LineFlags>().Where(flag => flag != LineFlags.None).Select(flag => ($"GPIO_V2_LINE_FLAG_{Words($"{flag}")}", (ulong)flag)),
        ("GPIO_V2_LINE_ATTR_ID_FLAGS", (ulong)LineAttributeId.Flags),
        ("GPIO_V2_LINE_ATTR_ID_OUTPUT_VALUES", (ulong)LineAttributeId.OutputValues),
        ("GPIO_V2_LINE_ATTR_ID_DEBOUNCE", (ulong)LineAttributeId.Debounce),
        ("GPIO_V2_LINE_EVENT_RISING_EDGE", (ulong)LineEventId.Rising),
        ("GPIO_V2_LINE_EVENT_FALLING_EDGE", (ulong)LineEventId.Falling),
    ];

    static IEnumerable<(string C, ulong Ours)> Offsets()
    {
        var chip = default(ChipInfo);
        var info = default(LineInfo);
        var attribute = default(LineAttribute);
        var config = default(LineConfig);
        var request = default(LineRequest);
        var values = default(LineValues);
        var change = default(LineEvent);
        return
        [
            ("offsetof(struct gpiochip_info, name)", Offset(ref chip, ref chip.Name)),
            ("offsetof(struct gpiochip_info, label)", Offset(ref chip, ref chip.Label)),
            ("offsetof(struct gpiochip_info, lines)", Offset(ref chip, ref chip.Lines)),
            ("offsetof(struct gpio_v2_line_info, name)", Offset(ref info, ref info.Name)),
            ("offsetof(struct gpio_v2_line_info, consumer)", Offset(ref info, ref info.Consumer)),
            ("offsetof(struct gpio_v2_line_info, offset)", Offset(ref info, ref info.Offset)),
            ("offsetof(struct gpio_v2_line_info, num_attrs)", Offset(ref info, ref info.AttributeCount)),
            ("offsetof(struct gpio_v2_line_info, flags)", Offset(ref info, ref info.Flags)),
            ("offsetof(struct gpio_v2_line_config_attribute, attr.id)", Offset(ref attribute, ref attribute.Id)),
            ("offsetof(struct gpio_v2_line_config_attribute, attr.values)", Offset(ref attribute, ref attribute.OutputValues)),
            ("offsetof(struct gpio_v2_line_config_attribute, attr.debounce_period_us)", Offset(ref attribute, ref attribute.DebouncePeriodMicroseconds)),
            ("offsetof(struct gpio_v2_line_config_attribute, mask)", Offset(ref attribute, ref attribute.Mask)),
            ("offsetof(struct gpio_v2_line_config, flags)", Offset(ref config, ref config.Flags)),
            ("offsetof(struct gpio_v2_line_config, num_attrs)", Offset(ref config, ref config.AttributeCount)),
            ("offsetof(struct gpio_v2_line_config, attrs)", Offset(ref config, ref config.Attributes)),
            ("offsetof(struct gpio_v2_line_request, offsets)", Offset(ref request, ref request.Offsets)),
            ("offsetof(struct gpio_v2_line_request, consumer)", Offset(ref request, ref request.Consumer)),
            ("offsetof(struct gpio_v2_line_request, config)", Offset(ref request, ref request.Config)),
            ("offsetof(struct gpio_v2_line_request, num_lines)", Offset(ref request, ref request.LineCount)),
            ("offsetof(struct gpio_v2_line_request, event_buffer_size)", Offset(ref request, ref request.EventBufferSize)),
            ("offsetof(struct gpio_v2_line_request, fd)", Offset(ref request, ref request.File)),
            ("offsetof(struct gpio_v2_line_values, bits)", Offset(ref values, ref values.Bits)),
            ("offsetof(struct gpio_v2_line_values, mask)", Offset(ref values, ref values.Mask)),
            ("offsetof(struct gpio_v2_line_event, timestamp_ns)", Offset(ref change, ref change.TimestampNanoseconds)),
            ("offsetof(struct gpio_v2_line_event, id)", Offset(ref change, ref change.Id)),
            ("offsetof(struct gpio_v2_line_event, offset)", Offset(ref change, ref change.Offset)),
            ("offsetof(struct gpio_v2_line_event, seqno)", Offset(ref change, ref change.Sequence)),
            ("offsetof(struct gpio_v2_line_event, line_seqno)", Offset(ref change, ref change.LineSequence)),
        ];
    }

    static ulong Offset<TStruct, TField>(ref TStruct whole, ref TField field) => (ulong)Unsafe.ByteOffset(ref Unsafe.As<TStruct, byte>(ref whole), ref Unsafe.As<TField, byte>(ref field));

    static string Words(string name) => string.Concat(name.Select((c, i) => i > 0 && char.IsUpper(c) ? $"_{c}" : $"{char.ToUpperInvariant(c)}"));
}
