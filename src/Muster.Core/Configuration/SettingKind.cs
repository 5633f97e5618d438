using System.Globalization;
using System.Text.Json;
using Muster.Core.Matching;

namespace Muster.Core.Configuration;

/// <summary>What values a setting takes, and how they are written as text.</summary>
public abstract partial record SettingKind
{
    private SettingKind() { }

    /// <summary>The values in words, such as <c>true or false</c>.</summary>
    public abstract string Words { get; }

    /// <summary>Brings a value into its canonical text.</summary>
    /// <returns>The text; null when the value is not one of this kind.</returns>
    public abstract string? Canonical(string value);

    /// <summary>What exactly is wrong with a value, where more can be said than what the setting takes; null otherwise.</summary>
    public virtual string? Fault(string value) => null;

    /// <summary>true or false.</summary>
    public sealed record Flag : SettingKind
    {
        /// <inheritdoc />
        public override string Words => "true or false";

        /// <inheritdoc />
        public override string? Canonical(string value) =>
            value.Trim().ToLowerInvariant() switch
            {
                "true" or "yes" or "on" => "true",
                "false" or "no" or "off" => "false",
                _ => null,
            };
    }

    /// <summary>A whole number.</summary>
    /// <param name="Min">Smallest.</param>
    /// <param name="Max">Largest.</param>
    /// <param name="Unit">What is counted.</param>
    /// <param name="MayBeNone">Whether <c>none</c> is a value too, for a limit that is not there.</param>
    public sealed record Number(int Min, int Max, string Unit, bool MayBeNone = false) : SettingKind
    {
        /// <summary>The value that stands for no number.</summary>
        public const string None = "none";

        /// <inheritdoc />
        public override string Words =>
            string.Create(CultureInfo.InvariantCulture, $"a whole number of {Unit} from {Min} to {Max}{(MayBeNone ? ", or none" : "")}");

        /// <inheritdoc />
        public override string? Canonical(string value) =>
            MayBeNone && string.Equals(value.Trim(), None, StringComparison.OrdinalIgnoreCase) ? None
            : int.TryParse(value.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            && number >= Min
            && number <= Max
                ? number.ToString(CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>One of some words.</summary>
    /// <param name="Values">The words.</param>
    public sealed record Choice(ValueList<string> Values) : SettingKind
    {
        /// <inheritdoc />
        public override string Words => $"one of {string.Join(", ", Values)}";

        /// <inheritdoc />
        public override string? Canonical(string value) =>
            Values.FirstOrDefault(word => string.Equals(word, value.Trim(), StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A line of text.</summary>
    /// <param name="MaxLength">Most characters.</param>
    public sealed record Line(int MaxLength) : SettingKind
    {
        /// <inheritdoc />
        public override string Words => string.Create(CultureInfo.InvariantCulture, $"a line of at most {MaxLength} characters");

        /// <inheritdoc />
        public override string? Canonical(string value) =>
            value.Trim() is { Length: > 0 } text && text.Length <= MaxLength && !text.Any(char.IsControl) ? text : null;
    }

    /// <summary>A day, as 2027-01-31.</summary>
    public sealed record Day : SettingKind
    {
        /// <inheritdoc />
        public override string Words => "a day such as 2027-01-31";

        /// <inheritdoc />
        public override string? Canonical(string value) =>
            DateOnly.TryParseExact(value.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
                ? day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)
                : null;
    }

    /// <summary>A pattern for names.</summary>
    public sealed record Pattern : SettingKind
    {
        /// <inheritdoc />
        public override string Words =>
            "a name pattern: * stands for any characters, ? for one, {a,b} for one of several, \\ makes the next character stand for itself";

        /// <inheritdoc />
        public override string? Canonical(string value) => NamePattern.TryParse(value, out _, out _) ? value : null;

        /// <inheritdoc />
        public override string? Fault(string value) => NamePattern.TryParse(value, out _, out var fault) ? null : $"'{value}': {fault}";
    }

    /// <summary>Several values of one kind; as text a JSON array, or the values separated by commas.</summary>
    /// <param name="Item">Kind of each value.</param>
    /// <param name="MaxItems">Most values.</param>
    public sealed record Several(SettingKind Item, int MaxItems) : SettingKind
    {
        /// <inheritdoc />
        public override string Words =>
            string.Create(CultureInfo.InvariantCulture, $"at most {MaxItems} values, separated by commas, each {Item.Words}");

        /// <inheritdoc />
        public override string? Canonical(string value)
        {
            var items = Split(value)?.Select(Item.Canonical).ToList();
            return
                items is null
                || items.Contains(null)
                || items.Count > MaxItems
                || items.Distinct(StringComparer.Ordinal).Count() < items.Count
                ? null
                : Join(items!);
        }

        /// <inheritdoc />
        public override string? Fault(string value) => Split(value)?.Select(Item.Fault).FirstOrDefault(fault => fault is not null);

        /// <summary>The values of a canonical text.</summary>
        public static ValueList<string> Values(string canonical) => ValueList.Of<string>(Split(canonical) ?? []);

        /// <summary>The canonical text of values.</summary>
        public static string Join(IEnumerable<string> values)
        {
            var buffer = new System.Buffers.ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartArray();
                foreach (var value in values)
                    json.WriteStringValue(value);
                json.WriteEndArray();
            }
            return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
        }

        private static List<string>? Split(string value)
        {
            if (!value.TrimStart().StartsWith('['))
                return [.. AtCommas(value).Select(item => item.Trim()).Where(item => item.Length > 0)];
            try
            {
                using var document = JsonDocument.Parse(value);
                return document.RootElement.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
                    ? [.. document.RootElement.EnumerateArray().Select(item => item.GetString()!)]
                    : null;
            }
            catch (JsonException)
            {
                return null;
            }
        }

        /// <summary>Commas between braces belong to a pattern and separate nothing.</summary>
        private static IEnumerable<string> AtCommas(string value)
        {
            int start = 0,
                depth = 0;
            for (var i = 0; i < value.Length; i++)
            {
                depth += value[i] switch
                {
                    '{' => 1,
                    '}' when depth > 0 => -1,
                    _ => 0,
                };
                if (value[i] != ',' || depth > 0)
                    continue;
                yield return value[start..i];
                start = i + 1;
            }
            yield return value[start..];
        }
    }
}
