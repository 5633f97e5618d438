using System.Text;
using System.Text.Json;
using Muster.Cli.Terminals;
using Muster.Server.Wording;

namespace Muster.Cli.Tests.Output;

/// <summary>Whatever somebody is called is shown on a terminal and does nothing there.</summary>
public sealed class HostileOutputTests
{
    public static TheoryData<int> Widths => [40, 80, 200];

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_cell_of_a_table_shows_every_name_and_obeys_none(int width)
    {
        foreach (var name in HostileNames.Endless)
        {
            var table = Tables.New("Name");
            table.Add(Tables.Text(name));
            AssertShown(name, Printed(width, terminal => terminal.Out.Write(table)), "Name");
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_sentence_shows_every_name_and_obeys_none(int width)
    {
        foreach (var name in HostileNames.Endless)
        {
            AssertShown(name, Printed(width, terminal => terminal.Say($"[bold]{name}[/]")), "");
            AssertShown(name, Printed(width, terminal => terminal.Note($"[grey]{name}[/]")), "");
        }
    }

    [Fact]
    public void An_error_shows_every_name_on_one_line_and_obeys_none()
    {
        foreach (var name in HostileNames.Endless)
            AssertShown(name.ReplaceLineEndings(" "), Printed(80, terminal => terminal.Fail(name)), "Error:");
    }

    [Fact]
    public void JSON_gives_every_name_back_on_one_line()
    {
        foreach (var name in HostileNames.Endless)
        {
            var line = Printed(
                80,
                terminal =>
                    terminal.WriteJson(json =>
                    {
                        json.WriteStartObject();
                        json.Text("name", name);
                        json.WriteEndObject();
                    })
            );
            Assert.Equal('\n', line[^1]);
            Assert.DoesNotContain(line[..^1], char.IsControl);
            Assert.Equal(name, JsonDocument.Parse(line).RootElement.GetProperty("name").GetString());
        }
    }

    private static string Printed(int width, Action<Terminal> print)
    {
        using var written = new StringWriter();
        print(new Terminal(written, written, new TerminalOptions { Width = width, NoColor = true }));
        return written.ToString();
    }

    /// <summary>Where a line is broken, white space may go; nothing else does.</summary>
    private static void AssertShown(string name, string output, string before)
    {
        foreach (var letter in output)
            Assert.False(
                (char.IsControl(letter) && letter != '\n')
                    || letter is '\u061C' or '\u200E' or '\u200F' or '\u2028' or '\u2029'
                    || letter is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069'),
                $"U+{(int)letter:X4} is printed for {JsonSerializer.Serialize(name[..Math.Min(40, name.Length)])}"
            );
        Assert.Equal(before + Dense(SafeText.Of(name)), Dense(output));
    }

    private static string Dense(string text)
    {
        var dense = new StringBuilder(text.Length);
        foreach (var letter in text)
            if (!char.IsWhiteSpace(letter))
                dense.Append(letter);
        return dense.ToString();
    }
}
