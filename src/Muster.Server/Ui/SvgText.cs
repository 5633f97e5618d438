using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Muster.Server.Ui;

/// <summary>A word in a picture. Razor keeps the element's own name for itself.</summary>
public sealed class SvgText : ComponentBase
{
    /// <summary>Left, middle or right end, as <see cref="Anchor"/> says.</summary>
    [Parameter, EditorRequired]
    public int X { get; set; }

    /// <summary>Base line.</summary>
    [Parameter, EditorRequired]
    public int Y { get; set; }

    /// <summary>The word.</summary>
    [Parameter, EditorRequired]
    public string Text { get; set; } = "";

    /// <summary><c>start</c>, <c>middle</c> or <c>end</c>.</summary>
    [Parameter]
    public string Anchor { get; set; } = "start";

    /// <summary>Class of the element.</summary>
    [Parameter]
    public string? Class { get; set; }

    /// <summary>Longest text that is drawn; what is longer is cut and whole in the tooltip.</summary>
    [Parameter]
    public int Most { get; set; } = 34;

    /// <inheritdoc />
    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "text");
        builder.AddAttribute(1, "x", X);
        builder.AddAttribute(2, "y", Y);
        builder.AddAttribute(3, "text-anchor", Anchor);
        builder.AddAttribute(4, "class", Class);
        if (Text.Length > Most)
        {
            builder.OpenElement(5, "title");
            builder.AddContent(6, Text);
            builder.CloseElement();
        }
        builder.AddContent(7, Text.Length > Most ? Cut(Text, Most - 1) + "…" : Text);
        builder.CloseElement();
    }

    private static string Cut(string text, int length) => text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)];
}
