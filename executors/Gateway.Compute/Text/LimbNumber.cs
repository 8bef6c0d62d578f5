namespace Gateway.Compute.Text;

/// <summary>Holds a non-negative number of up to 1,280 bits in caller-provided memory, for digit generation.</summary>
internal ref struct LimbNumber
{
    /// <summary>32-bit limbs a number may need: 53 bits times 5^324 times a power of two, and one limb of room.</summary>
    public const int Capacity = 80;

    private const uint LargestPowerOfFive = 1_220_703_125;
    private const int LargestPowerExponent = 13;

    private readonly Span<uint> _limbs;
    private int _length;

    public LimbNumber(Span<uint> memory, ulong value)
    {
        _limbs = memory;
        _limbs[0] = (uint)value;
        _limbs[1] = (uint)(value >> 32);
        _length = _limbs[1] != 0 ? 2 : _limbs[0] != 0 ? 1 : 0;
    }

    public void MultiplyByPowers(int fives, int twos)
    {
        while (fives >= LargestPowerExponent)
        {
            MultiplyBy(LargestPowerOfFive);
            fives -= LargestPowerExponent;
        }

        uint rest = 1;
        for (; fives > 0; fives--)
        {
            rest *= 5;
        }

        MultiplyBy(rest);
        ShiftLeft(twos);
    }

    public void MultiplyBy(uint factor)
    {
        ulong carry = 0;
        for (int index = 0; index < _length; index++)
        {
            ulong product = ((ulong)_limbs[index] * factor) + carry;
            _limbs[index] = (uint)product;
            carry = product >> 32;
        }

        if (carry != 0)
        {
            _limbs[_length++] = (uint)carry;
        }
    }

    public void CopyFrom(ref LimbNumber other)
    {
        other._limbs[..other._length].CopyTo(_limbs);
        _length = other._length;
    }

    public void Add(ref LimbNumber other)
    {
        int length = Math.Max(_length, other._length);
        ulong carry = 0;
        for (int index = 0; index < length; index++)
        {
            ulong sum = carry + (index < _length ? _limbs[index] : 0) + (index < other._length ? other._limbs[index] : 0);
            _limbs[index] = (uint)sum;
            carry = sum >> 32;
        }

        _length = length;
        if (carry != 0)
        {
            _limbs[_length++] = (uint)carry;
        }
    }

    public readonly int CompareTo(ref LimbNumber other)
    {
        if (_length != other._length)
        {
            return _length < other._length ? -1 : 1;
        }

        for (int index = _length - 1; index >= 0; index--)
        {
            if (_limbs[index] != other._limbs[index])
            {
                return _limbs[index] < other._limbs[index] ? -1 : 1;
            }
        }

        return 0;
    }

    /// <summary>Leaves the remainder here and gives the quotient, which must be below ten.</summary>
    public int DivideToDigit(ref LimbNumber divisor)
    {
        int quotient = 0;
        if (_length >= divisor._length)
        {
            // The leading limbs give an estimate that is at most one too small per step; it is never too large.
            ulong dividendTop = ((ulong)(_length > divisor._length ? _limbs[divisor._length] : 0) << 32) | _limbs[divisor._length - 1];
            ulong estimate = dividendTop / ((ulong)divisor._limbs[divisor._length - 1] + 1);
            if (estimate > 0)
            {
                SubtractMultiple(ref divisor, (uint)estimate);
                quotient = (int)estimate;
            }

            while (CompareTo(ref divisor) >= 0)
            {
                SubtractMultiple(ref divisor, 1);
                quotient++;
            }
        }

        return quotient;
    }

    private void SubtractMultiple(ref LimbNumber divisor, uint factor)
    {
        ulong carry = 0;
        long borrow = 0;
        for (int index = 0; index < _length; index++)
        {
            ulong product = carry + (index < divisor._length ? (ulong)divisor._limbs[index] * factor : 0);
            carry = product >> 32;
            long difference = (long)_limbs[index] - (uint)product + borrow;
            _limbs[index] = (uint)difference;
            borrow = difference >> 32;
        }

        Trim();
    }

    private void ShiftLeft(int bits)
    {
        if (_length == 0 || bits == 0)
        {
            return;
        }

        int limbs = bits / 32;
        int rest = bits % 32;
        uint top = rest == 0 ? 0 : _limbs[_length - 1] >> (32 - rest);
        for (int index = _length - 1; index >= 0; index--)
        {
            uint lower = index > 0 && rest != 0 ? _limbs[index - 1] >> (32 - rest) : 0;
            _limbs[index + limbs] = (_limbs[index] << rest) | lower;
        }

        _limbs[..limbs].Clear();
        _length += limbs;
        if (top != 0)
        {
            _limbs[_length++] = top;
        }
    }

    private void Trim()
    {
        while (_length > 0 && _limbs[_length - 1] == 0)
        {
            _length--;
        }
    }
}
