select
    concat('p', n) as product_id,
    concat('m', n % 200) as manufacturer_id,
    concat('DEPARTMENT ', n % 12) as department,
    if(n % 5 = 0, 'Private', 'National') as brand,
    concat('CATEGORY ', n % 120) as product_category,
    concat('TYPE ', n % 900) as product_type,
    concat(1 + n % 48, ' OZ') as package_size
from range(5000) as products (n)
order by n
