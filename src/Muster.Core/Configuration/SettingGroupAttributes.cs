using System.Globalization;
using Muster.Core.Attributes;

namespace Muster.Core.Configuration;

public abstract partial record SettingKind
{
    /// <summary>The name of an attribute of groups.</summary>
    public sealed record GroupAttributeName : SettingKind
    {
        /// <inheritdoc />
        public override string Words =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"the name of an attribute of groups: a letter, then letters, digits and _, at most {UserAttributeNames.LongestName}, and neither id nor name"
            );

        /// <inheritdoc />
        public override string? Canonical(string value)
        {
            ArgumentNullException.ThrowIfNull(value);
            var trimmed = value.Trim();
            return
                trimmed is { Length: > 0 and <= UserAttributeNames.LongestName }
                && char.IsAsciiLetter(trimmed[0])
                && trimmed.All(c => char.IsAsciiLetterOrDigit(c) || c == '_')
                && trimmed.ToUpperInvariant() is not ("ID" or "NAME")
                ? trimmed
                : null;
        }
    }

    /// <summary>A template over properties of directory groups.</summary>
    /// <param name="MaxLength">Most characters.</param>
    public sealed record GroupTemplateText(int MaxLength) : SettingKind
    {
        /// <inheritdoc />
        public override string Words =>
            string.Create(
                CultureInfo.InvariantCulture,
                $"a template of at most {MaxLength} characters such as {{description}} or {{mail|'no mail'}}"
            );

        /// <inheritdoc />
        public override string? Canonical(string value) => Fault(value) is null ? value : null;

        /// <inheritdoc />
        public override string? Fault(string value)
        {
            if (string.IsNullOrWhiteSpace(value) || value.Length > MaxLength || value.Any(char.IsControl))
                return $"it takes {Words}";
            try
            {
                Template.ParseOfGroup(value);
                return null;
            }
            catch (FormatException fault)
            {
                return fault.Message;
            }
        }
    }
}
