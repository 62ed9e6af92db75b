using System.Globalization;
using LocalEnergyMarket.Protos.Quantities;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace LocalEnergyMarket.Portal.Web.Language;

/// <summary><c>&lt;instant at="…" /&gt;</c>: local time for people, ISO 8601 for programs; a dash where there is none.</summary>
[HtmlTargetElement("instant", TagStructure = TagStructure.WithoutEndTag)]
public sealed class InstantTag : TagHelper
{
    public DateTimeOffset? At { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.TagMode = TagMode.StartTagAndEndTag;
        if (At is not { } at)
        {
            (output.TagName, _) = ("span", output.Content.SetContent("\u2013"));
            return;
        }

        output.TagName = "time";
        output.Attributes.SetAttribute("datetime", at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        output.Content.SetContent(LocalTime.Instant(at));
    }
}

/// <summary><c>&lt;slot start="…" /&gt;</c>: a timeslot by its start in seconds since 1970 UTC.</summary>
[HtmlTargetElement("slot", TagStructure = TagStructure.WithoutEndTag)]
public sealed class SlotTag : TagHelper
{
    public long Start { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var slot = new Timeslot(Start);
        output.TagMode = TagMode.StartTagAndEndTag;
        output.TagName = "time";
        output.Attributes.SetAttribute("datetime", slot.ToString());
        output.Content.SetContent(LocalTime.Slot(slot));
    }
}

/// <summary><c>&lt;unit number="…" name="…" /&gt;</c>: a unit by its name, if it has one, and its number.</summary>
[HtmlTargetElement("unit", TagStructure = TagStructure.WithoutEndTag)]
public sealed class UnitTag : TagHelper
{
    public string Number { get; set; } = "";

    public string Name { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        (output.TagMode, output.TagName) = (TagMode.StartTagAndEndTag, "span");
        output.Attributes.SetAttribute("class", "unit");
        output.Content.SetContent(Name.Length > 0 ? Name + " " : "");
        output.Content.AppendHtml("<code>").Append(Number).AppendHtml("</code>");
    }
}

/// <summary><c>&lt;state of="…" /&gt;</c>: a word with a mood.</summary>
[HtmlTargetElement("state", TagStructure = TagStructure.WithoutEndTag)]
public sealed class StateTag : TagHelper
{
    public (string Text, string Mood) Of { get; set; }

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.TagMode = TagMode.StartTagAndEndTag;
        output.TagName = "span";
        output.Attributes.SetAttribute("class", $"state {Of.Mood}");
        output.Content.SetContent(Of.Text);
    }
}

/// <summary>A table stays one for screen readers where the style sheet turns its rows into cards (WAI-ARIA, 5.3.4).</summary>
[HtmlTargetElement("table")]
[HtmlTargetElement("thead")]
[HtmlTargetElement("tbody")]
[HtmlTargetElement("tr")]
[HtmlTargetElement("th")]
[HtmlTargetElement("td")]
public sealed class TableRoleTag : TagHelper
{
    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var role = output.TagName switch
        {
            "table" => "table",
            "thead" or "tbody" => "rowgroup",
            "tr" => "row",
            "th" when output.Attributes["scope"]?.Value?.ToString() == "row" => "rowheader",
            "th" => "columnheader",
            _ => "cell",
        };
        output.Attributes.SetAttribute("role", role);
    }
}
